import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Hero } from "~/components/hero";
import { headingOf, nextStep } from "~/lib/problem";
import { addressOf, emptySearch } from "~/search/search-address";

export const meta: MetaFunction = () => [
  { title: "revimg – search with a picture" },
  {
    name: "description",
    content: "Search a library of pictures with a picture: copies, similar ones and their sources.",
  },
];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  for (const kind of ["like", "sample"] as const) {
    const id = searchParams.get(kind);
    if (id) return redirect(addressOf({ ...emptySearch, pictures: [{ kind, id }] }), 301);
  }
  const code = searchParams.get("problem");
  const problem = code === null ? null : { code, detail: "" };
  return {
    library: await context.snapshot(),
    problem: problem && `${headingOf(problem)}. ${nextStep(problem)}`,
  };
}

export default function Home() {
  const { library, problem } = useLoaderData<typeof loader>();
  return <Hero library={library} problem={problem} />;
}
