# The standard headers that nearly every file includes, precompiled: a third of the time of a build.
set(SHAKEDOWN_COMMON_HEADERS <algorithm> <array> <chrono> <functional> <map> <memory> <optional> <span>
  <string> <string_view> <variant> <vector>)

# shakedown_layer(NAME USES other layers... LINKS third-party targets...)
#
# One folder of src/ is one static library. USES mirrors the include table of docs/architecture.md;
# tests/architecture checks the #include lines against the same table.
function(shakedown_layer name)
  cmake_parse_arguments(layer "" "" "USES;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  if(NOT sources)
    set(sources ${CMAKE_CURRENT_SOURCE_DIR}/core/assert.cc)
  endif()
  add_library(shakedown_${name} STATIC ${sources})
  target_include_directories(shakedown_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<INSTALL_INTERFACE:include/shakedown>)
  target_link_libraries(shakedown_${name} PRIVATE $<BUILD_INTERFACE:shakedown_flags>)
  foreach(used IN LISTS layer_USES)
    target_link_libraries(shakedown_${name} PUBLIC shakedown_${used})
  endforeach()
  target_link_libraries(shakedown_${name} PUBLIC ${layer_LINKS})
  target_precompile_headers(shakedown_${name} PRIVATE ${SHAKEDOWN_COMMON_HEADERS})
  set_target_properties(shakedown_${name} PROPERTIES EXPORT_NAME ${name})
  # The command line is a program, not a library for others.
  if(NOT name STREQUAL "cli")
    set_property(GLOBAL APPEND PROPERTY SHAKEDOWN_LAYERS ${name})
  endif()
endfunction()
