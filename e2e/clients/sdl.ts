/** The whole schema as plain SDL, the file that the docs recommend to clients. */
export const SDL_FILE = 'sdl/schema.graphql';
