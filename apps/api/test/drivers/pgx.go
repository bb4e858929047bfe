// pgx: statements are prepared by name and kept; it knows lists of hosts.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/jackc/pgx/v4"
)

const rows, rounds = 1000, 50

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	ctx, table := context.Background(), os.Getenv("TABLE")
	connection, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	must(err)
	_, err = connection.Exec(ctx, "CREATE TABLE "+table+" (n int)")
	must(err)
	values := [][]interface{}{}
	for n := 0; n < rows; n++ {
		values = append(values, []interface{}{n})
	}
	_, err = connection.CopyFrom(ctx, pgx.Identifier{table}, []string{"n"}, pgx.CopyFromRows(values))
	must(err)
	var out bytes.Buffer
	_, err = connection.PgConn().CopyTo(ctx, &out, "COPY "+table+" TO STDOUT")
	must(err)
	sum := 0
	for n := 0; n < rounds; n++ {
		var one int
		must(connection.QueryRow(ctx, "SELECT n FROM "+table+" WHERE n = $1", n).Scan(&one))
		sum += one
	}
	must(connection.Close(ctx))
	fmt.Printf("{\"copied\":%d,\"sum\":%d}\n", strings.Count(out.String(), "\n"), sum)
}
