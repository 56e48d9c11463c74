/** The JSON of `POST /api/search`, as the browser sees it. */
export interface SearchAnswer {
  keywords: string[];
  keyword_details: WireKeyword[];
  similar_images: WireMatch[];
  next_cursor: string | null;
}

export interface WireKeyword {
  keyword: string;
  /** In (0, 1]. */
  score: number;
  image_ids: string[];
}

export interface WireMatch {
  id: string;
  thumbnail_url: string;
  image_url: string;
  source_url: string | null;
  source_domain: string | null;
  /** Cosine, in [-1, 1]. */
  similarity: number;
  tier: "exact" | "edited" | "similar";
  filename: string;
  title: string | null;
  author: string | null;
  license: string | null;
  width: number;
  height: number;
  mime_type: string;
  sources: WireSource[];
  tags: WireTag[];
}

export interface WireSource {
  url: string | null;
  page_url: string | null;
  domain: string | null;
  title: string | null;
  author: string | null;
  license: string | null;
}

export interface WireTag {
  tag: string;
  confidence: number;
  origin: "model" | "user" | "file";
}
