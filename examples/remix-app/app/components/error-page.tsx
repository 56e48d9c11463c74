import { isRouteErrorResponse, Link } from "@remix-run/react";

/** The page for an address that is not there, and for everything unexpected. */
export function ErrorPage({ error }: { error: unknown }) {
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const { heading, text } = status === 404 ? missing : broken;
  return (
    <section className="query-panel pt-4 sm:pt-8">
      <div className="viewfinder query-frame">
        <p className="tabular text-muted">{status}</p>
      </div>
      <div>
        <h1 className="headline">{heading}</h1>
        <p className="mt-4 max-w-xl text-lg text-muted">{text}</p>
        <Link to="/" className="button-primary mt-7">
          Search with a picture
        </Link>
      </div>
    </section>
  );
}

const missing = {
  heading: "An empty frame",
  text: "Nothing hangs at this address. The picture may have been taken down, or the address is mistyped.",
};

const broken = {
  heading: "This page broke",
  text: "Something unexpected happened while it was made. The server's output says what; trying again is safe.",
};
