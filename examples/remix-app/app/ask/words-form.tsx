import { Form } from "@remix-run/react";
import { Icon } from "~/components/icon";
import { addressOf, emptySearch, isEmpty, type SearchAddress } from "~/search/search-address";

interface WordsFormProps {
  label: string;
  placeholder: string;
  /** What the words are added to. */
  also?: SearchAddress;
}

/** Words to search with, or the address of a picture on the web. */
export function WordsForm({ label, placeholder, also = emptySearch }: WordsFormProps) {
  const kept = isEmpty({ ...also, text: "" })
    ? []
    : [...new URL(addressOf({ ...also, text: "" }), "http://localhost").searchParams];
  return (
    <Form method="get" action="/search" role="search" className="words-form">
      {kept.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <input
        type="search"
        name="ask"
        aria-label={label}
        placeholder={placeholder}
        defaultValue={also.text}
        required={kept.length === 0}
        maxLength={2_000}
        autoComplete="off"
        autoCapitalize="off"
        enterKeyHint="search"
        className="words-field"
      />
      <button type="submit" className="words-button" aria-label="Search">
        <Icon name="search" />
      </button>
    </Form>
  );
}
