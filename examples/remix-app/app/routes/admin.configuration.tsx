import { useLoaderData } from "@remix-run/react";
import { forAdmin } from "~/admin/admin-client.server";
import { PageHead } from "~/admin/components/page-head";

export const loader = forAdmin(async ({ client, request: { signal } }) => {
  const settings = await client.configuration({ signal });
  const isSet = ({ origin }: (typeof settings)[number]) => origin !== "default";
  return { chosen: settings.filter(isSet), others: settings.filter((each) => !isSet(each)) };
});

type Settings = Awaited<ReturnType<typeof loader>>["chosen"];

export default function ConfigurationPage() {
  const { chosen, others } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHead
        title="Configuration"
        text="Passwords are masked. Change it in revimg.config.ts or in the environment, and start the server again."
      />
      <section className="panel">
        <h2 className="panel-title">Chosen here</h2>
        {chosen.length === 0 ? (
          <p className="mt-3 text-muted">Nothing: everything is as revimg chooses it.</p>
        ) : (
          <SettingList settings={chosen} />
        )}
      </section>
      <section className="panel">
        <h2 className="panel-title">As revimg chooses</h2>
        <SettingList settings={others} />
      </section>
    </>
  );
}

function SettingList({ settings }: { settings: Settings }) {
  return (
    <dl className="lines mt-4">
      {settings.map(({ key, value, source }) => (
        <div key={key} className="grid gap-x-6 sm:grid-cols-[14rem_1fr]">
          <dt className="tabular text-sm text-muted">{key}</dt>
          <dd className="min-w-0 text-sm break-words">
            {value === null ? <span className="text-muted">none</span> : String(value)}
            {source && <span className="ml-3 text-muted">from {source}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
