import { index, type RouteConfigEntry, route } from "@remix-run/route-config";

/** The pages of the admin, and the way in and out. */
export const adminRoutes: RouteConfigEntry[] = [
  route("admin/login", "routes/admin.login.tsx"),
  route("admin/link/:token", "routes/admin.link.tsx"),
  route("admin/logout", "routes/admin.logout.ts"),
  route("admin/api/*", "routes/admin.api.ts"),
  route("admin", "routes/admin.tsx", [
    index("routes/admin.overview.tsx"),
    route("pictures", "routes/admin.pictures.tsx"),
    route("pictures/selected", "routes/admin.selected.tsx"),
    route("pictures/:id", "routes/admin.picture.tsx"),
    route("add", "routes/admin.add.tsx"),
    route("failures", "routes/admin.failures.tsx"),
    route("duplicates", "routes/admin.duplicates.tsx"),
    route("jobs", "routes/admin.jobs.tsx"),
    route("jobs/:id", "routes/admin.job.tsx"),
    route("keys", "routes/admin.keys.tsx"),
    route("maintenance", "routes/admin.maintenance.tsx"),
    route("configuration", "routes/admin.configuration.tsx"),
  ]),
];
