import type { TokenCredential } from "@azure/identity";

/** The managed identity on Azure, whoever is signed in (`az login`) elsewhere. Loaded only when a service needs it: it is large. */
export async function azureCredential(clientId: string | undefined): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import("@azure/identity");
  return new DefaultAzureCredential(clientId === undefined ? {} : { managedIdentityClientId: clientId });
}
