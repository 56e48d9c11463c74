/** Covers the page while a file is dragged over it. */
export function DropOverlay() {
  return (
    <div className="pointer-events-none fixed inset-0 z-50 bg-paper/90 p-4 text-accent sm:p-8">
      <div className="viewfinder drop-target grid h-full place-items-center border border-accent">
        <p className="headline px-6 text-center">Drop it to search</p>
      </div>
    </div>
  );
}
