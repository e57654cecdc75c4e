// $select and $expand: leaves of a resource only what was asked for, and refuses what it does not have.
import { badRequest } from './errors.ts'

const always = ['id']

/**
 * @param known what may be selected though it is not in `resource`; @param type as OData names it
 * @throws GraphRefusal 400 for a property that the type does not have
 */
export function select(
  resource: Record<string, unknown>,
  wanted: string[],
  known: readonly string[],
  type: string,
): Record<string, unknown> {
  for (const name of wanted) {
    if (!(name in resource) && !known.includes(name))
      throw badRequest(
        `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`,
      )
  }
  if (wanted.length === 0) return resource
  const keep = ([name]: [string, unknown]) =>
    name.startsWith('@') || always.includes(name) || wanted.includes(name.split('@')[0]!)
  return Object.fromEntries(Object.entries(resource).filter(keep))
}
