/** The frame with its mark in the corner, and the name. */
export function Wordmark() {
  return (
    <span className="flex items-center gap-2.5 text-lg font-semibold tracking-tight">
      <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5">
        <path
          d="M1 6V1h5M14 1h5v5M19 14v5h-5M6 19H1v-5"
          className="fill-none stroke-current stroke-2"
        />
        <circle cx="10" cy="10" r="3.2" className="fill-accent" />
      </svg>
      revimg
    </span>
  );
}
