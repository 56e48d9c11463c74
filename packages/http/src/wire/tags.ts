/** What `GET /tags` answers. */
export interface TagsResponse {
  /** The most used first; equally used ones in the order of their letters' bytes. */
  tags: { tag: string; count: number }[];
}
