#!/bin/sh
# Decides which extensions a tenant may install without being superuser: `trusted` in the control file.
# A trusted extension's script runs as the bootstrap superuser, so each name here was read for that.
set -eu
folder=$1

# Debian's alternatives make some control files symbolic links: follow them to the real file.
for name in vector hypopg pg_stat_statements postgis bloom moddatetime; do
  file=$(readlink -f "$folder/$name.control")
  grep -q '^trusted' "$file" || echo 'trusted = true' >>"$file"
done

# Files of the host, raw pages, or a script that a search_path can hijack: not even the platform installs these.
for name in file_fdw pageinspect pg_surgery pg_walinspect earthdistance refint xml2; do
  rm -f "$folder/$name.control"
done
