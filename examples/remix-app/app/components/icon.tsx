const paths = {
  external: "M6 3.5H3.5v9h9V10M9 3.5h3.5V7M12 4 7.5 8.5",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1v1.4M8 13.6V15M1 8h1.4M13.6 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6Z",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  previous: "M10 3 5 8l5 5",
  next: "M6 3l5 5-5 5",
  upload: "M8 11V2.5M4.5 6 8 2.5 11.5 6M2.5 11v2.5h11V11",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3l3.2 3.2",
  camera: "M2 5h3l1-1.5h4L11 5h3v8H2ZM8 6.8a2.1 2.1 0 1 0 0 4.2 2.1 2.1 0 0 0 0-4.2Z",
  crop: "M4.5 1.5v10h10M1.5 4.5h10v10",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  filter: "M2 4.5h12M4.5 8h7M6.5 11.5h3",
  download: "M8 2.5V11M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11",
  link: "M6.5 9.5l3-3M7 4.5 8.5 3a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5 7.5 13A3.2 3.2 0 0 1 3 8.5L4.5 7",
  compare: "M8 1.5v13M2.5 4H6v8H2.5ZM10 4h3.5v8H10Z",
} as const;

export type IconName = keyof typeof paths;

/** A line icon in the size of the text around it; always beside words or a label. */
export function Icon({ name, className = "" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={`inline-block size-[1em] shrink-0 fill-none stroke-current stroke-[1.4] ${className}`}
    >
      <path d={paths[name]} strokeLinecap="square" />
    </svg>
  );
}
