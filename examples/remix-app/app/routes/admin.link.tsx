import { type ActionFunctionArgs, data, type MetaFunction, redirect } from "@remix-run/node";
import { Form, Link, useActionData, useRouteError } from "@remix-run/react";
import { AdminProblem } from "~/admin/components/admin-problem";
import { LoginFrame } from "~/admin/components/login-frame";
import { Notice } from "~/admin/components/notice";
import { loginOrigin, waitThen } from "~/admin/login-origin.server";
import { refused } from "~/admin/outcome";
import { throwProblem } from "~/admin/page-problem.server";

export const meta: MetaFunction = () => [
  { title: "Log in – revimg" },
  { name: "robots", content: "noindex" },
];

/** Opening the link uses nothing up: programs that look at links in messages only read. */
export async function action({ request, context, params }: ActionFunctionArgs) {
  const outcome = await context.admin
    .loginWithLink(params.token ?? "", loginOrigin(request, context))
    .catch(throwProblem);
  if (outcome.kind === "done") {
    throw redirect("/admin", { headers: { "set-cookie": outcome.cookie } });
  }
  if (outcome.kind === "limited") {
    const text = waitThen(outcome.retryAfterSeconds, "open the link again");
    return data({ ...refused(text), isOver: false }, { status: 429 });
  }
  const text = "This link was used already, or its hour is over.";
  return data({ ...refused(text), isOver: true }, { status: 401 });
}

export default function LinkPage() {
  const outcome = useActionData<typeof action>();
  if (outcome) {
    return (
      <LoginFrame
        title={outcome.isOver ? "The link does not work any more" : "There were too many tries"}
      >
        <div className="mt-6">
          <Notice outcome={outcome} />
        </div>
        {outcome.isOver && (
          <>
            <p className="text-lg">
              Log in with a key, or start the server with <code>--admin-link</code> for another
              link.
            </p>
            <Link to="/admin/login" className="button-primary mt-6">
              Log in with a key
            </Link>
          </>
        )}
      </LoginFrame>
    );
  }
  return (
    <LoginFrame title="Log in as an admin">
      <p className="mt-4 text-lg text-pretty text-muted">
        This link works once. Make a key for the next time when you are in.
      </p>
      <Form method="post" className="mt-6">
        <button type="submit" className="button-primary">
          Log in
        </button>
      </Form>
    </LoginFrame>
  );
}

export function ErrorBoundary() {
  return <AdminProblem error={useRouteError()} />;
}
