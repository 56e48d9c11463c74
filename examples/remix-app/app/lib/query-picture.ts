/** The picture that a search was made with, as it is shown beside the results. */
export interface QueryPicture {
  /** Null when there is nothing to show. */
  url: string | null;
  name: string;
  /** Set for a picture of the library. */
  id?: string;
}
