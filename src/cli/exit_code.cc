#include "cli/exit_code.h"

namespace shakedown::cli {

const char* ExitCodeHelp() {
  return "Exit codes:\n"
         "  0   all as expected\n"
         "  1   at least one failure\n"
         "  2   usage, suite file, or a file that one of them names\n"
         "  3   no failure, but at least one error (no verdict, target unreachable)\n"
         "  4   nothing selected\n"
         "  5   a report could not be written\n"
         "  130, 143  interrupted or terminated (reports are written)\n";
}

}  // namespace shakedown::cli
