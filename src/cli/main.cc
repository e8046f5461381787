#include <cstdio>
#include <exception>
#include <new>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "core/text.h"

int main(int argc, char** argv) {
  try {
    return shakedown::cli::Main({argv + 1, argv + argc});
  } catch (const std::bad_alloc&) {
    std::fputs("shakedown: error: out of memory\n", stderr);
  } catch (const std::exception& problem) {
    const std::string text = shakedown::Printable(problem.what());
    std::fprintf(stderr, "shakedown: error: %s\n", text.c_str());
  }
  return shakedown::cli::kExitError;
}
