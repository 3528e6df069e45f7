/** The whole graph as plain SDL, which the docs name for clients. */
export const SDL_FILE = 'sdl/schema.graphql';
