# psql: COPY by the client, and a prepared statement for the length of a transaction (by SQL: psql 15 has no other).
set -euo pipefail
run() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$DATABASE_URL" "$@"; }
run -c "CREATE TABLE $TABLE (n int)"
seq 0 999 | run -c "\\copy $TABLE FROM STDIN"
copied=$(run -c "\\copy $TABLE TO STDOUT" | wc -l)
sum=$({
  printf 'BEGIN; PREPARE one(int) AS SELECT n FROM %s WHERE n = $1;\n' "$TABLE"
  seq -f 'EXECUTE one(%.0f);' 0 49
  printf 'DEALLOCATE one; COMMIT;\n'
} | run | awk '{ sum += $1 } END { print sum }')
printf '{"copied":%d,"sum":%d}\n' "$copied" "$sum"
