/** What is used of `pg`. Its `Pool` is such. */
export interface PostgresPool {
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
  connect(): Promise<PostgresClient>;
}

export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
  on(event: "error", listener: () => void): unknown;
  removeListener(event: "error", listener: () => void): unknown;
  /** `true` throws the connection away instead of using it again. */
  release(isBroken?: boolean): void;
}

export interface PostgresResult {
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
}

/** Runs the work on one connection, and makes all of it true or nothing. */
export async function transaction<Result>(
  pool: PostgresPool,
  work: (client: PostgresClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  // A connection that breaks says so as an event, too, which ends the process when nobody listens. The query tells us.
  client.on("error", ignore);
  let isBroken = true;
  try {
    // Stricter levels answer a race with an error; this one waits for the row, and then reads what is there.
    await client.query("BEGIN ISOLATION LEVEL READ COMMITTED");
    try {
      const result = await work(client);
      await client.query("COMMIT");
      isBroken = false;
      return result;
    } catch (error) {
      // A connection that cannot even roll back is closed, which rolls back as well.
      await client.query("ROLLBACK").then(
        () => {
          isBroken = false;
        },
        () => undefined,
      );
      throw error;
    }
  } finally {
    if (!isBroken) client.removeListener("error", ignore);
    client.release(isBroken);
  }
}

const ignore = () => undefined;
