import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData, useRouteError } from "@remix-run/react";
import type { LoginOutcome } from "~/admin/admin-access";
import { AdminProblem } from "~/admin/components/admin-problem";
import { Field } from "~/admin/components/field";
import { LoginFrame } from "~/admin/components/login-frame";
import { Notice } from "~/admin/components/notice";
import { loginOrigin, nextPath, waitThen } from "~/admin/login-origin.server";
import { refused } from "~/admin/outcome";
import { textOf } from "~/admin/outcome.server";
import { throwProblem } from "~/admin/page-problem.server";

export const meta: MetaFunction = () => [
  { title: "Log in – revimg" },
  { name: "robots", content: "noindex" },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  const next = nextPath(searchParams.get("next"));
  const cookie = request.headers.get("cookie");
  if (await context.admin.session(cookie).catch(throwProblem)) throw redirect(next);
  return { next, hasEnded: searchParams.has("ended") };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const origin = loginOrigin(request, context);
  const form = await request.formData();
  const key = textOf(form, "key");
  if (key === "") return data(refused("Paste a key into the field."), { status: 400 });
  const outcome = await context.admin.loginWithKey(key, origin).catch(throwProblem);
  if (outcome.kind === "done") {
    throw redirect(nextPath(form.get("next")), { headers: { "set-cookie": outcome.cookie } });
  }
  const { status, text } = refusalOf(outcome);
  return data(refused(text), { status });
}

function refusalOf(outcome: Exclude<LoginOutcome, { kind: "done" }>) {
  if (outcome.kind === "limited") {
    const next = waitThen(outcome.retryAfterSeconds, "try again");
    return { status: 429, text: `There were too many tries. ${next}` };
  }
  if (outcome.kind === "narrow") {
    return { status: 403, text: "This key may not do everything. Use one with the scope admin." };
  }
  return { status: 401, text: "This key is unknown, revoked or expired. Use another one." };
}

export default function LoginPage() {
  const { next, hasEnded } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  return (
    <LoginFrame title={hasEnded ? "Your session has ended" : "Log in as an admin"}>
      <p className="mt-4 text-lg text-pretty text-muted">
        {hasEnded
          ? "Log in again; then you are back on the page where you were."
          : "With a key of this index that may do everything."}
      </p>
      <Form method="post" className="mt-6 grid gap-5">
        <Notice outcome={outcome} />
        <input type="hidden" name="next" value={next} />
        <Field
          id="key"
          label="Admin key"
          hint={
            <>
              No key at hand? Start the server with <code>--admin-link</code>: its output then has a
              link that logs in once.
            </>
          }
        >
          <input
            id="key"
            name="key"
            type="password"
            autoComplete="current-password"
            required
            spellCheck={false}
            placeholder="revimg_…"
            aria-describedby="key-hint"
            className="input tabular"
          />
        </Field>
        <button type="submit" className="button-primary justify-self-start">
          Log in
        </button>
      </Form>
    </LoginFrame>
  );
}

export function ErrorBoundary() {
  return <AdminProblem error={useRouteError()} />;
}
