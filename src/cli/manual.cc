#include "cli/manual.h"

#include <cstdio>
#include <sstream>

#include "cli/exit_code.h"
#include "cli/wrap.h"

namespace shakedown::cli {
namespace {

constexpr size_t kWidth = 80;

/// Each line of `text` behind two blanks.
std::string Indented(const std::string& text) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) result += "  " + line + '\n';
  return result;
}

std::string Paragraphs(const std::string& text) {
  std::string result;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find("\n\n", begin), text.size());
    result += Wrapped(std::string_view(text).substr(begin, end - begin), kWidth, 0) + "\n\n";
    begin = end + 2;
  }
  return result;
}

/// Program_options leaves a blank where it breaks a line.
std::string WithoutTrailingBlanks(const std::string& text) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    result += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return result;
}

}  // namespace

std::string HelpText(const Manual& manual) {
  std::string text = "Usage: shakedown " + manual.usage + "\n\n" + Paragraphs(manual.about);
  for (const std::string& example : manual.examples) text += Indented(example);
  if (!manual.examples.empty()) text += '\n';
  for (const OptionGroup& group : manual.groups) {
    std::ostringstream options;
    options << group;
    text += WithoutTrailingBlanks(options.str()) + '\n';
  }
  text += manual.notes;
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

int PrintHelp(const Manual& manual) {
  std::fputs(HelpText(manual).c_str(), stdout);
  return kExitOk;
}

}  // namespace shakedown::cli
