"""psycopg 3: libpq's own strings, statements prepared by name from the first execution."""
import json
import os

import psycopg

ROWS, ROUNDS = 1000, 50
table = os.environ["TABLE"]

with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=0) as connection:
    cursor = connection.cursor()
    cursor.execute(f"CREATE TABLE {table} (n int)")
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for n in range(ROWS):
            copy.write_row((n,))
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        copied = sum(1 for _ in copy.rows())
    total = sum(
        cursor.execute(f"SELECT n FROM {table} WHERE n = %s", (n,)).fetchone()[0] for n in range(ROUNDS)
    )
print(json.dumps({"copied": copied, "sum": total}))
