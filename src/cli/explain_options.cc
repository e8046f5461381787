#include "cli/explain_options.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/address_options.h"
#include "cli/connection_options.h"
#include "cli/report_files.h"
#include "core/text.h"

namespace shakedown::cli {
namespace {

/// The one URL among the words of the command line.
Result<attempt::Target> ReadTarget(const ParsedOptions& options) {
  const auto words = options.texts("url");
  if (words.size() == 1) return attempt::ParseTarget(words.front(), options.text("starttls"));
  return Error(ErrorCode::kUsage,
               words.empty() ? "the URL of the server is missing" : "more than one URL is given")
      .WithHint("shakedown explain https://host:port/path --cert me.pem --key me.key");
}

/// Protocol names, separated by commas or blanks.
std::vector<std::string> ReadAlpn(std::string text) {
  for (char& c : text) c = c == ',' ? ' ' : c;
  const auto words = Words(text);
  return {words.begin(), words.end()};
}

Result<attempt::HandshakeSpec> ReadSpec(const ParsedOptions& options, Milliseconds timeout) {
  Result<attempt::Target> target = ReadTarget(options);
  if (!target) return std::move(target).error();
  attempt::HandshakeSpec spec;
  spec.target = std::move(*target);
  Result<attempt::Path> via = ReadPath(options, spec.target);
  if (!via) return std::move(via).error();
  spec.via = std::move(*via);
  if (!options.has("all-addresses")) {
    Result<std::optional<attempt::Endpoint>> address = ReadAddress(options, spec.target.endpoint);
    if (!address) return std::move(address).error();
    spec.connect_to = *std::move(address);
  }
  if (options.has("tls") && !attempt::SetVersions(options.text("tls"), &spec)) {
    return Error(ErrorCode::kUsage,
                 "--tls '" + Printable(options.text("tls")) + "' is not understood")
        .WithHint("write it as 1.2, 1.3 or a range, 1.2-1.3");
  }
  if (options.has("sni")) {
    Result<std::string> sni = ReadServerName(options);
    if (!sni) return std::move(sni).error();
    spec.sni = *std::move(sni);
  }
  spec.alpn = ReadAlpn(options.text("alpn"));
  if (spec.target.application == attempt::Application::kHttp) {
    spec.request = attempt::HttpRequest{.host = options.text("host")};
  }
  spec.timeouts = attempt::TimeoutsWithin(timeout);
  return spec;
}

}  // namespace

/// Files that do not serve are what is to be explained; a command line that names no sensible set
/// of files is a mistake of its own.
Result<void> InvestigationReader::ReadIdentity(const ParsedOptions& options,
                                               run::InvestigationOptions* investigation) {
  pki::IdentityFiles files;
  files.certificate = options.text("cert");
  files.key = options.text("key");
  files.chain = options.texts("chain");
  files.pkcs12 = options.text("p12");
  files.passphrase = options.text("pass");
  const bool none = files.certificate.empty() && files.key.empty() && files.pkcs12.empty();
  if (none && files.chain.empty() && files.passphrase.empty()) return {};
  std::vector<std::string> names = {files.certificate, files.key, files.pkcs12, files.passphrase};
  names.insert(names.end(), files.chain.begin(), files.chain.end());
  auto known = identities_.find(names);
  if (known == identities_.end()) {
    Result<pki::IdentityPtr> identity = pki::LoadIdentity(files);
    Loaded loaded;
    if (identity) {
      loaded.identity = std::move(*identity);
    } else if (identity.error().code() == ErrorCode::kUsage) {
      return identity.error();
    } else {
      loaded.unusable = identity.error();
    }
    known = identities_.emplace(std::move(names), std::move(loaded)).first;
  }
  investigation->identity = known->second.identity;
  investigation->unusable = known->second.unusable;
  return {};
}

Result<pki::TrustStorePtr> InvestigationReader::Trust(const std::string& ca_file,
                                                      const std::string& crl) {
  const auto known = trust_.find({ca_file, crl});
  if (known != trust_.end()) return known->second;
  Result<pki::TrustStorePtr> trust = pki::TrustStore::Load(ca_file, crl);
  if (trust) trust_[{ca_file, crl}] = *trust;
  return trust;
}

pki::TrustStorePtr InvestigationReader::SystemTrust() {
  if (!system_) {
    // A machine without a system store checks nothing; that is recorded as unchecked.
    Result<pki::TrustStorePtr> system = pki::TrustStore::System();
    system_ = system ? std::move(*system) : nullptr;
  }
  return *system_;
}

Result<void> InvestigationReader::ReadTrust(const ParsedOptions& options,
                                            run::InvestigationOptions* investigation) {
  const std::string client_ca = options.text("client-ca");
  const std::string crl = options.text("crl");
  if (client_ca.empty() && !crl.empty()) {
    return Error(ErrorCode::kUsage, "--crl is given without --client-ca")
        .WithHint("a revocation list is checked with the CA file that the server trusts");
  }
  if (!client_ca.empty()) {
    Result<pki::TrustStorePtr> trust = Trust(client_ca, crl);
    if (!trust) return std::move(trust).error().AddContext("--client-ca");
    investigation->client_trust = std::move(*trust);
  }
  if (const std::string server_ca = options.text("server-ca"); !server_ca.empty()) {
    Result<pki::TrustStorePtr> trust = Trust(server_ca, "");
    if (!trust) return std::move(trust).error().AddContext("--server-ca");
    investigation->server_trust = std::move(*trust);
  } else {
    investigation->server_trust = SystemTrust();
  }
  return {};
}

Result<run::InvestigationOptions> InvestigationReader::Read(const ParsedOptions& options) {
  run::InvestigationOptions investigation;
  const auto timeout = ReadTimeout(options, investigation.timeout);
  if (!timeout) return timeout.error();
  investigation.timeout = *timeout;
  Result<attempt::HandshakeSpec> spec = ReadSpec(options, *timeout);
  if (!spec) return std::move(spec).error();
  investigation.spec = std::move(*spec);
  if (options.has("max-probes")) investigation.max_probes = options.values["max-probes"].as<int>();
  if (investigation.max_probes < 0) {
    return Error(ErrorCode::kUsage, "--max-probes must not be negative");
  }
  investigation.probes = !options.has("no-probes") && investigation.max_probes > 0;
  investigation.as_profile = options.text("as");
  if (options.has("as-holds")) investigation.as_holds = options.values["as-holds"].as<int>();
  if (options.has("as-holds") && (investigation.as_profile.empty() || investigation.as_holds < 1)) {
    return Error(ErrorCode::kUsage, "--as-holds wants a number from 1 and goes with --as PROFILE");
  }
  investigation.keylog_file = KeyLogFile(options);
  if (Result<void> read = ReadIdentity(options, &investigation); !read) return read.error();
  if (Result<void> read = ReadTrust(options, &investigation); !read) return read.error();
  return investigation;
}

ExplainDeclaration::ExplainDeclaration() {
  AddConnectionOptions(&target);
  AddAddressOptions(&target);
  auto add_many = many.add_options();
  add_many("targets", Text("FILE"),
           "a list of servers: one URL per line, with options of its own behind it "
           "('-': standard input)");
  add_many(
      "all-addresses",
      "every address of the URL's host, and the --origin if one is given: tried one by one and "
      "compared");
  add_many("jobs,j", po::value<int>()->value_name("N"), "servers at once (default: 8 per core)");
  auto add_identity = identity.add_options();
  add_identity("cert", Text("FILE"), "certificate, PEM or DER; chain and key may be inside");
  add_identity("key", Text("FILE"), "private key, or pkcs11:URI (default: in --cert)");
  add_identity("chain", Texts("FILE"), "further certificates (repeatable)");
  add_identity("p12", Text("FILE"), "PKCS#12 bundle instead of --cert and --key");
  add_identity("pass", Text("SOURCE"), "passphrase or PIN: env:NAME or file:PATH");
  add_identity("as", Text("PROFILE"), "do as this client would ('shakedown profiles' lists them)");
  add_identity("as-holds", po::value<int>()->value_name("N"),
               "certificates in that client's store (default 1)");
  auto add_handshake = handshake.add_options();
  add_handshake("tls", Text("VERSION"), "1.2, 1.3 or a range (default 1.2-1.3)");
  add_handshake("alpn", Text("NAMES"), "application protocols to offer, such as http/1.1");
  add_handshake("timeout", Text("TIME"), "limit of everything together (default 15s)");
  add_handshake("max-probes", po::value<int>()->value_name("N"),
                "at most N follow-up handshakes (default 12)");
  add_handshake("no-probes", "stop after the handshake as asked");
  add_handshake("keylog", Text("FILE"), "append session secrets (also SSLKEYLOGFILE)");
  auto add_output = output.add_options();
  add_output("json", Text("FILE"), "the diagnosis as JSON ('-': standard output, nothing else)");
  add_output(
      "html", Text("FILE"),
      "the explanation as one page, to be attached to a ticket; of many targets one page too");
  add_output("markdown", Text("FILE"), "the explanation as Markdown");
  AddJunitOptions(&output);
  AddColorOption(&output);
  add_output("quiet,q", "one line; -qq: nothing but the exit code");
  add_output("verbose,v", "everything: all handshakes, all clients");
  add_output("help,h", "show this text");
  po::options_description words;
  words.add_options()("url", po::value<std::vector<std::string>>(), "");
  line.add(target).add(identity).add(handshake).add(words);
  line.add_options()("name", Text("TEXT"), "");
  all.add(target).add(many).add(identity).add(handshake).add(output).add(words);
}

Result<ExplainOutput> ReadExplainOutput(const ParsedOptions& options) {
  ExplainOutput output;
  const auto color = ReadColor(options);
  if (!color) return color.error();
  output.color = *color;
  output.verbosity = options.verbosity;
  output.json_path = options.text("json");
  output.junit_path = options.text("junit");
  output.html_path = options.text("html");
  output.markdown_path = options.text("markdown");
  const std::array<std::string, 4> paths = {output.json_path, output.junit_path, output.html_path,
                                            output.markdown_path};
  if (std::count(paths.begin(), paths.end(), "-") > 1) {
    return Error(ErrorCode::kUsage, "only one report can go to standard output");
  }
  for (const std::string& path : paths) {
    if (auto writable = CheckWritable(path); !writable) return std::move(writable).error();
  }
  Result<report::JunitOptions> junit = ReadJunitOptions(options);
  if (!junit) return std::move(junit).error();
  output.junit = std::move(*junit);
  return output;
}

}  // namespace shakedown::cli
