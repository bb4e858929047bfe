/**
 * The pooler's keeper, a Perl program of some two megabytes: it owns the port while no PgBouncer runs, starts one with the first
 * connection and hands the port on as systemd's socket activation does, so that the connection waits in the kernel and
 * neither agent nor container engine has a part in it. The administration socket exists while PgBouncer runs.
 *
 * SIGHUP lets PgBouncer rest. It is stopped first, so that it takes no further connection while the keeper looks whether it has one:
 * with one it goes on, without one it is ended, and whoever comes meanwhile waits for the next. So no client can come too
 * late, and there is never a second PgBouncer beside one that orders no longer reach. Nobody is told when it goes on: who wants it
 * to rest asks again.
 *
 * It stands in the container's command, not in the image: the agent brings it to databases of every release.
 */
export const wakeOnConnect = String.raw`use strict;
use Socket;
$^F = 255; # What is opened below is inherited.
my ($port, $administration, @pooler) = @ARGV;
my ($keeper, $door, $current, $end, $rest) = ($$, undef, 0, undef, 0);
socket($door, PF_INET, SOCK_STREAM, 0) && setsockopt($door, SOL_SOCKET, SO_REUSEADDR, 1)
  && bind($door, sockaddr_in($port, INADDR_ANY)) && listen($door, 1024) or die "the port cannot be opened: $!\n";
umask 077;
$SIG{HUP} = sub { $rest = 1 };
# A child that is told to end before it has become a pooler leaves the other alone.
$SIG{TERM} = $SIG{QUIT} = sub { kill QUIT => $current if $current && $$ == $keeper; exit };
leave();

sub leave { unlink $administration; ($current, $end) = (0, undef) }

# What cannot live or be started is not tried in a tight loop.
sub pause { select(undef, undef, undef, 0.2) }

sub wake {
  my ($admin, $life, $pid);
  socket($admin, PF_UNIX, SOCK_STREAM, 0) && bind($admin, sockaddr_un($administration)) && listen($admin, 16)
    && pipe($end, $life) && defined($pid = fork) or do { warn "a pooler cannot be started: $!\n"; leave(); return pause() };
  # The pipe tells of the end: its other end closes with the process.
  if ($pid) { $current = $pid; return }
  $SIG{$_} = 'DEFAULT' for qw(HUP TERM QUIT);
  die "the sockets are not where they are expected\n" unless fileno $door == 3 && fileno $admin == 4;
  @ENV{'LISTEN_PID', 'LISTEN_FDS'} = ($$, 2);
  exec { $pooler[0] } @pooler;
  die "the pooler cannot be executed: $!\n";
}

# Whether somebody has taken a connection of the port. One that still waits to be taken has no inode; 0A listens.
sub has_clients {
  open my $table, '<', '/proc/net/tcp' or do { warn "the connections cannot be seen: $!\n"; return 1 };
  my $ours = sprintf ':%04X', $port;
  while (<$table>) {
    my (undef, $local, undef, $state, undef, undef, undef, undef, undef, $inode) = split;
    return 1 if substr($local, -5) eq $ours && $state ne '0A' && $inode;
  }
  return 0;
}

sub rest {
  kill STOP => $current;
  waitpid($current, 2); # WUNTRACED: until it has stopped, or ended by itself.
  return leave() unless kill 0 => $current;
  return kill CONT => $current if has_clients();
  kill KILL => $current;
  waitpid($current, 0);
  leave();
}

for (;;) {
  if ($rest) { $rest = 0; rest() if $current }
  my $awaited = '';
  vec($awaited, fileno $_, 1) = 1 for $current ? $end : $door;
  select($awaited, undef, undef, undef) > 0 or next;
  if (!$current) { wake(); next }
  waitpid($current, 0);
  leave();
  pause() if $?;
}
`
