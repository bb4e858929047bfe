import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** pgJDBC: every statement is prepared by name from its first execution (prepareThreshold=1 in the URL). */
public class Jdbc {
  public static void main(String[] args) throws Exception {
    int rows = 1000;
    int rounds = 50;
    String table = System.getenv("TABLE");
    try (Connection connection = DriverManager.getConnection(System.getenv("DATABASE_URL"))) {
      connection.createStatement().execute("CREATE TABLE " + table + " (n int)");
      CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
      String lines = IntStream.range(0, rows).mapToObj(n -> n + "\n").collect(Collectors.joining());
      copy.copyIn("COPY " + table + " FROM STDIN", new StringReader(lines));
      StringWriter out = new StringWriter();
      copy.copyOut("COPY " + table + " TO STDOUT", out);
      long sum = 0;
      try (PreparedStatement one = connection.prepareStatement("SELECT n FROM " + table + " WHERE n = ?")) {
        for (int n = 0; n < rounds; n++) {
          one.setInt(1, n);
          ResultSet result = one.executeQuery();
          result.next();
          sum += result.getInt(1);
        }
      }
      System.out.println("{\"copied\":" + out.toString().trim().lines().count() + ",\"sum\":" + sum + "}");
    }
  }
}
