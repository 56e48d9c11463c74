import { Form, Link } from "@remix-run/react";
import type { DuplicateGroupFacts, DuplicateMemberFacts } from "@revimg/http/client";
import { formatOf, nameOf } from "~/lib/format";
import { copyWords } from "~/search/match-words";
import { bytesOf } from "../format";
import { Confirm } from "./confirm";

/** Copies of one picture: which one stays, or that they are none. */
export function DuplicateGroup({ group }: { group: DuplicateGroupFacts }) {
  const { keep, members } = group;
  const isOne = members.length === 1;
  return (
    <li data-testid="group">
      <Form method="post">
        <p className="text-sm text-muted">{keep.why}</p>
        <ul className="picture-cards mt-4" aria-label="Copies">
          {members.map((member) => (
            <Member key={member.id} member={member} isSuggested={member.id === keep.id} />
          ))}
        </ul>
        {!isOne && (
          <div className="mt-5 flex flex-wrap items-start gap-x-5 gap-y-3">
            <Confirm
              question="Keep the chosen one only"
              text="The others leave the index, with their thumbnails and kept copies. Files in folders stay where they are, and come back when their folder is indexed again."
              className=""
            >
              <button type="submit" name="intent" value="keep" className="button-danger">
                Remove the others
              </button>
            </Confirm>
            <button type="submit" name="intent" value="different" className="button-quiet">
              They are different
            </button>
            <button type="submit" name="intent" value="same" className="button-quiet">
              Keep all of them
            </button>
          </div>
        )}
      </Form>
    </li>
  );
}

function Member({ member, isSuggested }: { member: DuplicateMemberFacts; isSuggested: boolean }) {
  const { id, thumbnail_url, width, height, size, mime_type, files, tier, evidence } = member;
  const name = nameOf(member);
  const words = tier === null ? null : copyWords({ tier, evidence });
  return (
    <li className="picture-card" data-testid="copy">
      <input type="hidden" name="id" value={id} />
      <label className="pick">
        <input
          type="radio"
          name="keep"
          value={id}
          defaultChecked={isSuggested}
          aria-label={`Keep ${name}`}
        />
      </label>
      <Link to={`/admin/pictures/${encodeURIComponent(id)}`} className="block">
        <img src={thumbnail_url} alt="" loading="lazy" decoding="async" />
        <span className="mt-2 block truncate font-medium" title={name}>
          {name}
        </span>
      </Link>
      <p className="tabular mt-0.5 text-xs text-muted">
        {width} × {height}, {formatOf(mime_type)}, {bytesOf(size)}
        {files > 1 && `, in ${files} files`}
      </p>
      <p className="mt-0.5 text-xs text-muted">{isSuggested ? "Suggested to keep" : words}</p>
    </li>
  );
}
