/**
 * The pooler's keeper, a Perl program of some two megabytes: it owns the port while no PgBouncer runs, starts one with the first
 * connection and hands the port on as systemd's socket activation does, so that the connection waits in the kernel and
 * neither agent nor container engine has a part in it. SIGHUP lets PgBouncer rest: it ends when its last client has left, and
 * whoever comes meanwhile gets a new one, so no client can come too late. The administration socket exists while PgBouncer runs.
 *
 * It stands in the container's command, not in the image: the agent brings it to databases of every release.
 */
export const wakeOnConnect = String.raw`use strict;
use Socket;
$^F = 255; # What is opened below is inherited.
my ($port, $administration, @pooler) = @ARGV;
my ($keeper, $door, $current, $rest, %ends) = ($$, undef, 0, 0);
socket($door, PF_INET, SOCK_STREAM, 0) && setsockopt($door, SOL_SOCKET, SO_REUSEADDR, 1)
  && bind($door, sockaddr_in($port, INADDR_ANY)) && listen($door, 1024) or die "the port cannot be opened: $!\n";
umask 077;
$SIG{HUP} = sub { $rest = 1 };
# A child that is told to end before it has become a pooler leaves the others alone.
$SIG{TERM} = $SIG{QUIT} = sub { kill QUIT => keys %ends if $$ == $keeper; exit };
leave();

sub leave { unlink $administration; $current = 0 }

# What cannot live or be started is not tried in a tight loop.
sub pause { select(undef, undef, undef, 0.2) }

sub wake {
  my ($admin, $end, $life, $pid);
  socket($admin, PF_UNIX, SOCK_STREAM, 0) && bind($admin, sockaddr_un($administration)) && listen($admin, 16)
    && pipe($end, $life) && defined($pid = fork) or do { warn "a pooler cannot be started: $!\n"; leave(); return pause() };
  # The pipe tells of the end: its other end closes with the process.
  if ($pid) { ($current, $ends{$pid}) = ($pid, $end); return }
  $SIG{$_} = 'DEFAULT' for qw(HUP TERM QUIT);
  die "the sockets are not where they are expected\n" unless fileno $door == 3 && fileno $admin == 4;
  @ENV{'LISTEN_PID', 'LISTEN_FDS'} = ($$, 2);
  exec { $pooler[0] } @pooler;
  die "the pooler cannot be executed: $!\n";
}

for (;;) {
  if ($rest) { $rest = 0; if ($current) { kill TERM => $current; leave() } }
  my $awaited = '';
  vec($awaited, fileno $_, 1) = 1 for values %ends;
  vec($awaited, fileno $door, 1) = 1 unless $current;
  select($awaited, undef, undef, undef) > 0 or next;
  for my $pid (grep { vec($awaited, fileno $ends{$_}, 1) } keys %ends) {
    waitpid($pid, 0);
    delete $ends{$pid};
    leave() if $pid == $current;
    pause() if $?;
  }
  wake() if !$current && vec($awaited, fileno $door, 1);
}
`
