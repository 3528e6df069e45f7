interface Project {
  /** The version in package.json. */
  readonly version: string;
  readonly changelog: string;
}

/** Returns the changelog section for the version of the tag, or why the version cannot be released. */
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
      problem: `CHANGELOG.md has no section "## [${version}]": rename [Unreleased] to it, and add the date.`,
    };
  const [heading = '', ...lines] = section.split('\n');
  if (!/^\[[^\]]+\] - \d{4}-\d{2}-\d{2}$/.test(heading))
    return { problem: `CHANGELOG.md has no date for the version: expected "## [${version}] - YYYY-MM-DD".` };
  const text = lines.join('\n').trim();
  return text === '' ? { problem: `CHANGELOG.md has an empty section for ${version}.` } : { text };
}
