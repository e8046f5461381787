// shakedown mint DIR: a CA with good and deliberately bad identities, as files.
#include <cstdio>

#include "cli/command.h"
#include "cli/connection_options.h"
#include "cli/exit_code.h"
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/wrap.h"
#include "core/text.h"
#include "pki/showcase.h"

namespace shakedown::cli {
namespace {

void AddOptions(OptionGroup* options) {
  auto add = options->add_options();
  add("ca-cert", Text("FILE"), "issue below this CA ...");
  add("ca-key", Text("FILE"), "... with this key (not copied)");
  add("ca-pass", Text("SOURCE"), "its passphrase: env:NAME or file:PATH");
  add("name", Text("TEXT"), "common name of a fresh CA");
  add("ca-key-kind", Text("KIND"), "key of a fresh CA (default p-256)");
  add("key-kind", Text("KIND"), "keys of the identities (default p-256)");
  add("server-name", Texts("NAME"),
      "name in the server certificate (repeatable; default localhost)");
  add("p12-pass", Text("SOURCE"), "write PKCS#12 files too");
  add("force", "write over a folder that holds such files");
  add("help,h", "show this text");
}

std::string KindsText() {
  std::string text = "KINDs:";
  for (const pki::KeyKind kind : pki::AllKeyKinds()) text += std::string(" ") + ToString(kind);
  return Wrapped(text, 80, 0) + "\n";
}

Result<pki::KeyKind> ReadKeyKind(const ParsedOptions& options, const std::string& name) {
  const std::string word = options.text(name);
  if (word.empty()) return pki::KeyKind::kP256;
  if (const auto kind = pki::KeyKindFromName(word)) return *kind;
  std::vector<std::string_view> known;
  for (const pki::KeyKind kind : pki::AllKeyKinds()) known.emplace_back(ToString(kind));
  const std::string_view nearest = NearestName(word, known);
  Error error(ErrorCode::kUsage, "--" + name + ": there is no key kind '" + Printable(word) + "'");
  if (nearest.empty()) return std::move(error).WithHint("'shakedown mint --help' lists them");
  return std::move(error).WithHint("did you mean '" + std::string(nearest) + "'?");
}

Result<pki::ShowcaseOptions> ReadOptions(const ParsedOptions& options) {
  pki::ShowcaseOptions showcase;
  if (options.has("name")) showcase.common_name = options.text("name");
  const auto authority_key = ReadKeyKind(options, "ca-key-kind");
  if (!authority_key) return authority_key.error();
  showcase.authority_key = *authority_key;
  const auto identity_key = ReadKeyKind(options, "key-kind");
  if (!identity_key) return identity_key.error();
  showcase.identity_key = *identity_key;
  if (options.has("ca-cert")) {
    auto authority = pki::LoadAuthority(options.text("ca-cert"), options.text("ca-key"),
                                        options.text("ca-pass"));
    if (!authority) return std::move(authority).error();
    showcase.authority = std::move(*authority);
  }
  if (options.has("server-name")) showcase.server_names = options.texts("server-name");
  if (options.has("p12-pass")) {
    auto passphrase = pki::ReadPassphrase(options.text("p12-pass"));
    if (!passphrase) return std::move(passphrase).error();
    showcase.p12_passphrase = std::move(*passphrase);
  }
  showcase.overwrite = options.has("force");
  return showcase;
}

}  // namespace

Manual MintManual() {
  Manual manual{.usage = "mint DIR [options]",
                .about =
                    "Writes a CA, a server identity, and client identities: good ones of "
                    "every key kind and one for every flaw (expired, too deep, wrong purpose, "
                    "revoked ...), each NAME.pem with NAME.key. Dates are relative to now; "
                    "keys have mode 0600.",
                .examples = {"shakedown mint pki --server-name gate.test",
                             "shakedown mint pki --ca-cert ca.pem --ca-key ca.key"},
                .notes = KindsText(),
                .words = Words::kFolder};
  AddOptions(&manual.groups.emplace_back("Options"));
  return manual;
}

int MintCommand(const Arguments& arguments) {
  const Manual manual = MintManual();
  po::options_description all;
  all.add(manual.groups.front())
      .add_options()("directory", po::value<std::vector<std::string>>(), "");
  const auto options = ParseOptions(arguments, all, "directory");
  if (!options) return Fail(options.error());
  if (options->has("help")) return PrintHelp(manual);
  const auto directories = options->texts("directory");
  if (directories.size() != 1) {
    return Fail(
        Error(ErrorCode::kUsage, "name one folder to write to").WithHint("shakedown mint DIR"));
  }
  const auto showcase = ReadOptions(*options);
  if (!showcase) return Fail(showcase.error());
  const auto files = pki::MintShowcase(directories[0], *showcase);
  if (!files) return Fail(files.error());
  for (const pki::ShowcaseFile& file : *files) {
    std::printf("%-32s %s\n", file.name.c_str(), file.description.c_str());
  }
  return kExitOk;
}

}  // namespace shakedown::cli
