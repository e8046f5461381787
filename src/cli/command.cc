#include "cli/command.h"

#include <openssl/crypto.h>

#include <array>
#include <cstdio>

#include "cli/exit_code.h"
#include "cli/manual.h"
#include "cli/version.h"
#include "core/text.h"

namespace shakedown::cli {
namespace {

constexpr std::array<Command, 13> kCommands = {{
    {"run", "run suites against a target or the built-in peer", RunCommand, RunManual},
    {"explain", "say why one identity is refused by one server", ExplainCommand, ExplainManual},
    {"serve", "say of each client that connects why its certificate came or did not", ServeCommand,
     ServeManual},
    {"watch", "relay between a client and a server, and say what passed", WatchCommand,
     WatchManual},
    {"decode", "explain packet captures, and TLS octets one by one", DecodeCommand, DecodeManual},
    {"list", "list the cases of suites with tags and places", ListCommand, ListManual},
    {"report", "render the report of an earlier run anew: HTML, Markdown, JUnit", ReportCommand,
     ReportManual},
    {"merge", "make one report of the reports of several shards", MergeCommand, MergeManual},
    {"compare", "say what changed between two runs", CompareCommand, CompareManual},
    {"mint", "make a CA with good and deliberately bad identities", MintCommand, MintManual},
    {"causes", "list the causes, or explain one", CausesCommand, CausesManual},
    {"profiles", "list the client stacks that are known, or describe one", ProfilesCommand,
     ProfilesManual},
    {"completion", "write a shell's completion script, or the man page", CompletionCommand,
     CompletionManual},
}};

std::string Overview() {
  std::string text =
      "shakedown: why was this client certificate refused?\n\n"
      "  shakedown run                                   all shipped suites, built-in peer\n"
      "  shakedown run scenarios/client-auth.xml \\\n"
      "      --target https://host:8443/ --server-ca ca.pem --ca-cert ca.pem --ca-key ca.key\n"
      "  shakedown explain https://host:8443/path --cert me.pem --key me.key\n"
      "  shakedown causes certificate.too-deep           what a cause means\n\n"
      "Commands:\n";
  for (const Command& command : kCommands) {
    text += "  " + std::string(command.name) + std::string(12 - command.name.size(), ' ');
    text += std::string(command.summary) + '\n';
  }
  text += "\n'shakedown COMMAND --help' lists the options of a command.\n\n";
  return text + ExitCodeHelp();
}

int PrintVersion(const Arguments& arguments) {
  std::printf("shakedown %s\n", kVersion);
  for (const std::string& argument : arguments) {
    if (argument == "--verbose" || argument == "-v") std::printf("%s\n", TlsLibrary().c_str());
  }
  return kExitOk;
}

int UnknownCommand(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.push_back(command.name);
  std::string text = "shakedown: error: there is no command '" + Printable(name) + "'";
  const std::string_view nearest = NearestName(name, names);
  if (!nearest.empty()) text += "; did you mean '" + std::string(nearest) + "'?";
  std::fprintf(stderr, "%s\n", text.c_str());
  return kExitUsage;
}

}  // namespace

std::span<const Command> Commands() { return kCommands; }

std::string TlsLibrary() { return OpenSSL_version(OPENSSL_VERSION); }

int Main(const Arguments& arguments) {
  if (arguments.empty()) {
    std::fputs(Overview().c_str(), stderr);
    return kExitUsage;
  }
  const std::string& first = arguments[0];
  const Arguments rest(arguments.begin() + 1, arguments.end());
  if (first == "--version") return PrintVersion(rest);
  if (first == "--help" || first == "-h" || first == "help") {
    for (const Command& command : kCommands) {
      if (!rest.empty() && rest[0] == command.name) return command.run({"--help"});
    }
    if (!rest.empty() && rest[0] == "exit-codes") {
      std::fputs(ExitCodeHelp(), stdout);
    } else {
      std::fputs(Overview().c_str(), stdout);
    }
    return kExitOk;
  }
  for (const Command& command : kCommands) {
    if (first == command.name) return command.run(rest);
  }
  return UnknownCommand(first);
}

}  // namespace shakedown::cli
