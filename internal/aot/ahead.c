#include "ahead.h"

#include <stdlib.h>
#include <string.h>

// said copies what an error says, and frees the error. It is NULL where there is none.
static char *said(const Api *api, Error *error) {
  if (error == NULL) return NULL;
  ErrorMessage message = {.struct_size = sizeof message, .error = error};
  api->PJRT_Error_Message(&message);
  char *text = strndup(message.message, message.message_size);
  ErrorDestroy destroy = {.struct_size = sizeof destroy, .error = error};
  api->PJRT_Error_Destroy(&destroy);
  return text;
}

char *topology_create(const Api *api, const char *description, size_t size, Topology **made) {
  if (api->struct_size < sizeof(Api)) return strdup("the plugin is too old to compile for a described device");
  NamedValue options[2] = {
      {.struct_size = sizeof(NamedValue), .name = "target_config", .name_size = strlen("target_config"),
       .string_value = description, .value_size = size},
      {.struct_size = sizeof(NamedValue), .name = "topology", .name_size = strlen("topology"),
       .string_value = "1x1x1", .value_size = strlen("1x1x1")},
  };
  TopologyCreate create = {.struct_size = sizeof create, .topology_name = "topology",
                           .topology_name_size = strlen("topology"), .create_options = options, .num_options = 2};
  char *failed = said(api, api->PJRT_TopologyDescription_Create(&create));
  *made = create.topology;
  return failed;
}

char *topology_destroy(const Api *api, Topology *topology) {
  TopologyDestroy destroy = {.struct_size = sizeof destroy, .topology = topology};
  return said(api, api->PJRT_TopologyDescription_Destroy(&destroy));
}

char *compile(const Api *api, const Topology *topology, char *program, size_t size, const char *options,
              size_t options_size, CompiledMemoryStats *memory) {
  Program text = {.struct_size = sizeof text, .code = program, .code_size = size, .format = "mlir",
                  .format_size = strlen("mlir")};
  Compile compile = {.struct_size = sizeof compile, .topology = topology, .program = &text,
                     .compile_options = options, .compile_options_size = options_size};
  char *failed = said(api, api->PJRT_Compile(&compile));
  if (failed != NULL) return failed;
  memory->struct_size = sizeof *memory;
  memory->executable = compile.executable;
  failed = said(api, api->PJRT_Executable_GetCompiledMemoryStats(memory));
  ExecutableDestroy destroy = {.struct_size = sizeof destroy, .executable = compile.executable};
  char *destroyed = said(api, api->PJRT_Executable_Destroy(&destroy));
  if (failed == NULL) return destroyed;
  free(destroyed);
  return failed;
}
