import { Form, Link } from "@remix-run/react";
import type { SimilarImage } from "@revimg/http/client";
import { useEffect, useRef } from "react";
import { Icon } from "~/components/icon";
import { useIsPainted } from "~/hooks/use-is-painted";
import type { Answer } from "./answer";
import { filterWords, noFilters } from "./filters";
import type { ResultGroups } from "./result-groups";
import { addressOf, type SearchAddress } from "./search-address";
import { usefulKeywords } from "./useful-keywords";

interface FilterBarProps {
  search: SearchAddress;
  answer: Answer;
  matches: readonly SimilarImage[];
  groups: ResultGroups;
}

/** What narrows the answer: words that the matches share, filters and the order. */
export function FilterBar({ search, answer, matches, groups }: FilterBarProps) {
  const { filters } = search;
  const isPainted = useIsPainted();
  const active = filterWords(filters);
  const isFound = groups.same.length + groups.alike.length > 0;
  const keywords = isFound ? usefulKeywords(answer.keywords, matches) : [];
  const offered = keywords.filter(({ keyword }) => !filters.tags.includes(keyword)).slice(0, 8);
  const bar = useRef<HTMLDivElement>(null);
  // A choice that has moved takes the focus along.
  const lastChoice = useRef<string | null>(null);
  useEffect(() => {
    if (lastChoice.current === null || document.activeElement !== document.body) return;
    const links = [...(bar.current?.querySelectorAll<HTMLElement>("[data-choice]") ?? [])];
    (links.find(({ dataset }) => dataset.choice === lastChoice.current) ?? links[0])?.focus();
    lastChoice.current = null;
  });
  const choice = (words: string) => ({
    "data-choice": words,
    preventScrollReset: true,
    onClick: () => {
      lastChoice.current = words;
    },
  });
  return (
    <div ref={bar} className="filter-bar">
      <ul className="chips" aria-label="Narrow the answer">
        {active.map(({ words, without }) => (
          <li key={words}>
            <Link
              to={addressOf({ ...search, filters: without })}
              className="chip chip-on"
              aria-label={`${words}: remove this filter`}
              {...choice(words)}
            >
              {words}
              <Icon name="close" />
            </Link>
          </li>
        ))}
        {offered.map(({ keyword }) => (
          <li key={keyword}>
            <Link
              to={addressOf({
                ...search,
                filters: { ...filters, tags: [...filters.tags, keyword] },
              })}
              className="chip"
              aria-label={`Only ${keyword}`}
              {...choice(keyword)}
            >
              {keyword}
            </Link>
          </li>
        ))}
      </ul>
      <details className="filter-box">
        <summary className="button-quiet">
          <Icon name="filter" />
          Filter and sort
        </summary>
        {isPainted && (
          <FilterForm
            key={addressOf(search)}
            search={search}
            hasFolders={filters.folder !== "" || matches.some(({ folder }) => folder !== null)}
          />
        )}
      </details>
    </div>
  );
}

interface FilterFormProps {
  search: SearchAddress;
  /** Whether the server shows folders. */
  hasFolders: boolean;
}

function FilterForm({ search, hasFolders }: FilterFormProps) {
  const { filters, sort } = search;
  const kept = new URL(
    addressOf({ ...search, sort: "alike", filters: noFilters }),
    "http://localhost",
  ).searchParams;
  return (
    <Form method="get" action="/search" className="filter-form" preventScrollReset>
      {[...kept].map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      {filters.tags.slice(1).map((tag) => (
        <input key={tag} type="hidden" name="tag" value={tag} />
      ))}
      <Field label="Order">
        <select name="sort" defaultValue={sort} className="filter-input">
          <option value="alike">Most alike first</option>
          <option value="newest">Newest first</option>
          <option value="largest">Largest first</option>
          <option value="name">By name</option>
        </select>
      </Field>
      <Field label="Tag">
        <input
          name="tag"
          defaultValue={filters.tags[0] ?? ""}
          className="filter-input"
          autoComplete="off"
        />
      </Field>
      <Field label="From the site">
        <input
          name="domain"
          defaultValue={filters.domain}
          placeholder="example.org"
          className="filter-input"
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      {hasFolders && (
        <Field label="In the folder">
          <input
            name="folder"
            defaultValue={filters.folder}
            placeholder="photos/2024"
            className="filter-input"
            autoComplete="off"
            autoCapitalize="off"
          />
        </Field>
      )}
      <Field label="Added since">
        <input type="date" name="after" defaultValue={filters.after} className="filter-input" />
      </Field>
      <Field label="Added until">
        <input type="date" name="before" defaultValue={filters.before} className="filter-input" />
      </Field>
      <Field label="Width">
        <select name="width" defaultValue={String(filters.width)} className="filter-input">
          {widthsWith(filters.width).map((width) => (
            <option key={width} value={width}>
              {width === 0 ? "Any" : `${width} pixels or more`}
            </option>
          ))}
        </select>
      </Field>
      <label className="filter-check">
        <input type="checkbox" name="copies" value="1" defaultChecked={filters.copies} />
        Only copies of the picture
      </label>
      <button type="submit" className="button-primary">
        Apply
      </button>
    </Form>
  );
}

function Field({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="filter-field">
      <span className="text-sm text-muted">{label}</span>
      {children}
    </label>
  );
}

function widthsWith(width: number): number[] {
  return [...new Set([0, 640, 1_280, 1_920, 3_840, width])].sort((a, b) => a - b);
}
