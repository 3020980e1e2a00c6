import { ENDPOINT, type EndpointDeclaration } from '../access/endpoint.js';

/** Name of an operation in the document: `users.show` for `UsersController.show`. */
export function operationIdOf(controller: string, method: string): string {
  const feature = controller.replace(/Controller$/, '');
  return `${feature.charAt(0).toLowerCase()}${feature.slice(1)}.${method}`;
}

/** What each operation declares, by its id. `controllers` are the instances that Nest routes to. */
export function declarationsOf(controllers: readonly object[]): ReadonlyMap<string, EndpointDeclaration> {
  const declarations = new Map<string, EndpointDeclaration>();
  for (const controller of controllers) {
    const prototype = Object.getPrototypeOf(controller) as Record<string, unknown>;
    for (const method of Object.getOwnPropertyNames(prototype)) {
      const handler = Object.getOwnPropertyDescriptor(prototype, method)?.value as unknown;
      if (typeof handler !== 'function') continue;
      const declaration = Reflect.getMetadata(ENDPOINT, handler) as EndpointDeclaration | undefined;
      if (declaration !== undefined) {
        declarations.set(operationIdOf(controller.constructor.name, method), declaration);
      }
    }
  }
  return declarations;
}
