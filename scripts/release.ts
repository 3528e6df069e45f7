/** What has to agree before a version is released. */

interface Project {
  /** That of package.json. */
  readonly version: string;
  readonly changelog: string;
}

/** The section of the changelog for the version of the tag, or why there is none to release. */
export function notesOf(
  tag: string,
  { version, changelog }: Project,
): { readonly text: string } | { readonly problem: string } {
  if (tag !== `v${version}`)
    return { problem: `package.json has version ${version}: expected the tag v${version}, got "${tag}".` };
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((each) => each.startsWith(`[${version}]`));
  if (section === undefined)
    return {
      problem: `CHANGELOG.md has no section "## [${version}]": rename [Unreleased] to it, with the day.`,
    };
  const [heading = '', ...lines] = section.split('\n');
  if (!/^\[[^\]]+\] - \d{4}-\d{2}-\d{2}$/.test(heading))
    return { problem: `CHANGELOG.md names no day: expected "## [${version}] - YYYY-MM-DD".` };
  const text = lines.join('\n').trim();
  return text === '' ? { problem: `CHANGELOG.md says nothing of ${version}.` } : { text };
}
