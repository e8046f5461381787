# Warnings and sanitizers for our own targets only.
add_library(shakedown_flags INTERFACE)
target_compile_options(shakedown_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wno-missing-field-initializers)
option(SHAKEDOWN_WERROR "Treat warnings as errors" OFF)
if(SHAKEDOWN_WERROR)
  target_compile_options(shakedown_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports false positives inside std::variant and std::string at -O2.
  target_compile_options(shakedown_flags INTERFACE
    -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()

# Line numbers are what backtraces need; full debug information costs a third of the build.
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

if(SHAKEDOWN_SANITIZE)
  add_compile_options(-fsanitize=${SHAKEDOWN_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SHAKEDOWN_SANITIZE})
  if(SHAKEDOWN_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()
