import type { Connection } from "@revimg/http";
import type { AppContext } from "../app/lib/app-context";

/** What is known of the socket that a request came through. */
export type RequestConnection = Pick<Connection, "address">;

/** What the server around Remix works with: the API also hears who asks. */
export interface ServerContext extends Omit<AppContext, "api"> {
  api(request: Request, connection: RequestConnection): Promise<Response>;
}
