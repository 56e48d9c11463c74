/**
 * Scripts only from this server or with the page's nonce, and WebAssembly for private
 * search. The page talks to this server alone. Pictures also come from elsewhere: a store
 * may hand out addresses of its own, and a visitor may search with an address.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data: https:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
