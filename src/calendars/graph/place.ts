// Where Microsoft answers: the worldwide cloud, the national ones, or another place that answers as they do.
export type Cloud = 'global' | 'us-gov' | 'us-gov-dod' | 'china'

/** What settings tell. */
export interface GraphSettings {
  cloud?: Cloud | undefined
  /** Instead of https://graph.microsoft.com/v1.0, of https://login.microsoftonline.com (the sandbox). */
  graphUrl?: string | undefined
  loginUrl?: string | undefined
}

export interface Place {
  /** With its version, without a slash at its end. */
  graph: string
  /** Without a slash at its end. */
  login: string
  /** What tokens are for; permissions are named below it. */
  resource: string
  /** Another place than the cloud's own: the client is to take its word for its metadata. */
  isForeign: boolean
  /** Where an admin looks. */
  portal: string
}

/** learn.microsoft.com/graph/deployments */
const CLOUDS: Record<Cloud, { graph: string; login: string; portal: string }> = {
  global: {
    graph: 'https://graph.microsoft.com',
    login: 'https://login.microsoftonline.com',
    portal: 'https://entra.microsoft.com',
  },
  'us-gov': {
    graph: 'https://graph.microsoft.us',
    login: 'https://login.microsoftonline.us',
    portal: 'https://entra.microsoft.us',
  },
  'us-gov-dod': {
    graph: 'https://dod-graph.microsoft.us',
    login: 'https://login.microsoftonline.us',
    portal: 'https://entra.microsoft.us',
  },
  china: {
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    login: 'https://login.partner.microsoftonline.cn',
    portal: 'https://entra.microsoftonline.cn',
  },
}

export function placeOf({ cloud = 'global', graphUrl, loginUrl }: GraphSettings): Place {
  const { graph, login, portal } = CLOUDS[cloud]
  return {
    graph: withoutSlash(graphUrl ?? `${graph}/v1.0`),
    login: withoutSlash(loginUrl ?? login),
    resource: graph,
    isForeign: loginUrl !== undefined,
    portal,
  }
}

const withoutSlash = (url: string) => url.replace(/\/+$/, '')
