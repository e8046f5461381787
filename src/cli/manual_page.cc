// The man page: roff source with the man macros (man(7)).
#include <sstream>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/manual_options.h"
#include "cli/version.h"

namespace shakedown::cli {
namespace {

/// Text as roff shows it: hyphens that can be copied, no accidental requests.
std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool line_start = out.empty() || out.back() == '\n';
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Paragraphs(const std::string& text) {
  std::string out;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find("\n\n", begin), text.size());
    out += ".PP\n" + Escaped(text.substr(begin, end - begin)) + '\n';
    begin = end + 2;
  }
  return out;
}

/// Lines as they stand.
std::string Verbatim(const std::string& text) {
  std::string escaped = Escaped(text);
  if (!escaped.ends_with('\n')) escaped += '\n';
  return ".PP\n.nf\n.RS 4\n" + escaped + ".RE\n.fi\n";
}

std::string OptionItem(const OptionEntry& option) {
  std::string out = ".TP\n";
  if (option.letter != 0) out += std::string("\\fB\\-") + option.letter + "\\fR, ";
  out += "\\fB\\-\\-" + Escaped(option.name) + "\\fR";
  if (!option.argument.empty()) {
    const std::string argument = "\\fI" + Escaped(option.argument) + "\\fR";
    out += option.argument_optional ? "[=" + argument + "]" : " " + argument;
  }
  return out + '\n' + Escaped(option.help) + '\n';
}

std::string CommandSection(const Command& command) {
  const Manual manual = command.manual();
  std::string out = ".SH \"SHAKEDOWN " + std::string(command.name) + "\"\n";
  for (size_t i = out.find(' ') + 1; i < out.size(); ++i) {
    if (out[i] >= 'a' && out[i] <= 'z') out[i] = static_cast<char>(out[i] - 'a' + 'A');
  }
  out += "\\fBshakedown\\fR " + Escaped(manual.usage) + '\n' + Paragraphs(manual.about);
  for (const std::string& example : manual.examples) out += Verbatim(example);
  for (const OptionGroup& group : manual.groups) {
    out += ".SS " + Escaped(group.title()) + '\n';
    for (const OptionEntry& option : EntriesOf(group)) out += OptionItem(option);
  }
  if (!manual.notes.empty() && manual.notes != ExitCodeHelp()) out += Verbatim(manual.notes);
  return out;
}

std::string Synopsis() {
  std::string out = ".SH SYNOPSIS\n.nf\n";
  for (const Command& command : Commands()) {
    out += "\\fBshakedown\\fR " + Escaped(command.manual().usage) + '\n';
  }
  return out + ".fi\n";
}

}  // namespace

std::string ManualPage() {
  std::string out = ".TH SHAKEDOWN 1 \"\" \"shakedown " + std::string(kVersion) +
                    "\" \"User Commands\"\n.SH NAME\n"
                    "shakedown \\- say why a TLS client certificate was refused\n";
  out += Synopsis();
  out += ".SH DESCRIPTION\n" +
         Escaped(
             "A server wants a client certificate: why did this handshake fail, and who has to "
             "change what? shakedown makes TLS handshakes against a server, records what crossed "
             "the wire, finds the cause, and reports it with its evidence and how certain it is.") +
         '\n';
  for (const Command& command : Commands()) out += CommandSection(command);
  out += ".SH \"EXIT STATUS\"\n" + Verbatim(ExitCodeHelp());
  out +=
      ".SH \"SEE ALSO\"\n\\fBopenssl\\-s_client\\fR(1), \\fBgnutls\\-cli\\fR(1), "
      "\\fBcurl\\fR(1)\n";
  return out;
}

}  // namespace shakedown::cli
