import { Link } from "@remix-run/react";

/** Numbers in a row; those with a page of their own lead there. */
export function Figures({ figures }: { figures: { name: string; value: string; to?: string }[] }) {
  return (
    <dl className="figures">
      {figures.map(({ name, value, to }) => (
        <div key={name}>
          <dt className="text-sm text-muted">
            {to ? (
              <Link to={to} className="link">
                {name}
              </Link>
            ) : (
              name
            )}
          </dt>
          <dd className="figure-value mt-1.5">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
