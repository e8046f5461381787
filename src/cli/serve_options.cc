#include "cli/serve_options.h"

#include <algorithm>
#include <utility>

#include "attempt/endpoint.h"
#include "cli/connection_options.h"
#include "cli/report_files.h"
#include "cli/run_options.h"
#include "core/text.h"
#include "handshake/broken/deviation.h"
#include "handshake/peer.h"
#include "pki/read_chain.h"
#include "pki/read_facts.h"
#include "tls/code_points.h"

namespace shakedown::cli {
namespace {

constexpr const char* kDefaultListen = "127.0.0.1:8443";
constexpr uint64_t kMostCases = 1000;
constexpr uint64_t kMostCounted = 1'000'000;

Result<void> ReadListen(const ParsedOptions& options, run::ServeOptions* session) {
  std::string text = options.has("listen") ? options.text("listen") : kDefaultListen;
  // Endpoints that one connects to have no port 0; one to listen on may.
  const bool any_port = text.ends_with(":0");
  if (any_port) text.back() = '1';
  Result<attempt::Endpoint> endpoint = attempt::ParseEndpoint(text);
  if (!endpoint) {
    return std::move(endpoint)
        .error()
        .AddContext("--listen")
        .WithHint("write ADDRESS:PORT, such as 0.0.0.0:8443");
  }
  session->address = endpoint->host;
  session->port = any_port ? 0 : endpoint->port;
  return {};
}

/// The given server certificate, or a fresh one for the names and the address.
Result<void> ReadServer(const ParsedOptions& options, ServePlan* plan) {
  if (options.has("cert") || options.has("p12")) {
    pki::IdentityFiles files;
    files.certificate = options.text("cert");
    files.key = options.text("key");
    files.chain = options.texts("chain");
    files.pkcs12 = options.text("p12");
    files.passphrase = options.text("pass");
    Result<pki::IdentityPtr> identity = pki::LoadIdentity(files);
    if (!identity) return std::move(identity).error().AddContext("the server's certificate");
    plan->session.host.certificate = std::move(*identity);
    return {};
  }
  Result<pki::AuthorityPtr> root = pki::MintRoot("Shakedown serve CA");
  if (!root) return std::move(root).error();
  pki::MintRequest request;
  request.name = "shakedown serve";
  request.server = true;
  request.dns_names = options.texts("server-name");
  if (request.dns_names.empty()) request.dns_names = {"localhost"};
  const std::string& address = plan->session.address;
  const bool specific = address != "0.0.0.0" && address != "::";
  if (specific && attempt::IsIpLiteral(address)) request.dns_names.push_back(address);
  Result<pki::IdentityPtr> identity = pki::Mint(**root, request);
  if (!identity) return std::move(identity).error();
  plan->session.host.certificate = std::move(*identity);
  plan->authority = std::move(*root);
  plan->save_ca = options.text("save-ca");
  return {};
}

std::vector<Bytes> SubjectsOf(const std::vector<ossl::X509Ptr>& certificates) {
  std::vector<Bytes> names;
  for (const ossl::X509Ptr& certificate : certificates) {
    Bytes name = pki::ReadFacts(certificate.get()).subject.der;
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  }
  return names;
}

Result<void> ReadTrust(const ParsedOptions& options, ServePlan* plan) {
  handshake::PeerHost& host = plan->session.host;
  const std::string file = options.text("client-ca");
  plan->trusts_any = file.empty();
  host.any_certificate = plan->trusts_any;
  if (!file.empty()) {
    Result<pki::TrustStorePtr> trust = pki::TrustStore::Load(file, options.text("crl"));
    if (!trust) return std::move(trust).error().AddContext("--client-ca");
    host.client_trust = std::move(*trust);
    host.announced_names = SubjectsOf(host.client_trust->anchors());
  } else if (options.has("crl")) {
    return Error(ErrorCode::kUsage, "--crl is given without --client-ca")
        .WithHint("a revocation list is checked with the CA file that you trust");
  }
  if (options.has("verify-depth")) host.verify_depth = options.values["verify-depth"].as<int>();
  const std::string announce = options.text("announce");
  if (announce == "none") {
    host.announced_names.clear();
  } else if (!announce.empty()) {
    Result<std::vector<ossl::X509Ptr>> listed = pki::LoadCertificates(announce);
    if (!listed) return std::move(listed).error().AddContext("--announce");
    host.announced_names = SubjectsOf(*listed);
  }
  return {};
}

/// Names of IANA become the library's list.
Result<std::string> ReadSchemes(const std::string& text) {
  std::string list;
  std::string words = text;
  std::ranges::replace(words, ',', ' ');
  for (const std::string_view word : Words(words)) {
    if (!tls::SignatureSchemeFromName(word)) {
      return Error(ErrorCode::kUsage,
                   "--signature-algorithms: '" + Printable(word) + "' is not a signature algorithm")
          .WithHint("use names of the TLS registry, such as ecdsa_secp256r1_sha256");
    }
    if (!list.empty()) list += ':';
    list += word;
  }
  return list;
}

Result<std::vector<uint8_t>> ReadTypes(const std::string& text) {
  std::vector<uint8_t> types;
  std::string words = text;
  std::ranges::replace(words, ',', ' ');
  for (const std::string_view word : Words(words)) {
    const auto type = tls::ClientCertificateTypeFromName(word);
    if (!type) {
      return Error(ErrorCode::kUsage,
                   "--certificate-types: '" + Printable(word) + "' is not a certificate type")
          .WithHint("use names of the TLS registry, such as ecdsa_sign or rsa_sign");
    }
    types.push_back(static_cast<uint8_t>(*type));
  }
  return types;
}

Result<void> ReadVersions(const ParsedOptions& options, handshake::PeerHost* host) {
  if (!options.has("tls")) return {};
  attempt::HandshakeSpec spec;
  if (!attempt::SetVersions(options.text("tls"), &spec) ||
      spec.min_version < tls::Version::kTls12) {
    return Error(ErrorCode::kUsage, "--tls is 1.2, 1.3 or 1.2-1.3");
  }
  host->min_version = spec.min_version;
  host->max_version = spec.max_version;
  return {};
}

/// "broken:ID": as `run --behave broken:ID`, a strict server that overlooks one thing.
Result<void> Break(std::string_view id, const ServePlan& plan, handshake::PeerHost* host) {
  const auto* deviation = handshake::broken::FindDeviation(id);
  if (deviation == nullptr) {
    return Error(ErrorCode::kUsage, "there is no broken peer '" + Printable(id) + "'")
        .WithHint("broken peers: " + handshake::broken::DeviationIds());
  }
  if (plan.trusts_any) {
    return Error(ErrorCode::kUsage, "--behave broken:ID needs --client-ca")
        .WithHint("without a CA file every certificate is taken, and there is nothing to overlook");
  }
  host->broken = id;
  host->behaviour =
      deviation->insists ? handshake::Behaviour::kStrict : handshake::Behaviour::kOptional;
  return {};
}

Result<void> ReadBehaviour(const std::string& word, const ServePlan& plan,
                           handshake::PeerHost* host) {
  if (const auto id = handshake::broken::BrokenId(word); !id.empty()) return Break(id, plan, host);
  const auto behaviour = handshake::BehaviourFromName(word);
  if (!behaviour) {
    return Error(ErrorCode::kUsage,
                 "--behave is nginx, strict, optional, late, none or broken:ID, and not '" +
                     Printable(word) + "'");
  }
  host->behaviour = *behaviour;
  return {};
}

Result<void> ReadRequest(const ParsedOptions& options, ServePlan* plan) {
  handshake::PeerHost& host = plan->session.host;
  if (options.has("behave")) {
    if (auto read = ReadBehaviour(options.text("behave"), *plan, &host); !read) return read;
  }
  host.late_paths = options.texts("late-path");
  if (!host.late_paths.empty() && !options.has("behave")) {
    host.behaviour = handshake::Behaviour::kLate;
  }
  const bool late = host.behaviour == handshake::Behaviour::kLate;
  if (!late && !host.late_paths.empty()) {
    return Error(ErrorCode::kUsage, "--late-path is for --behave late");
  }
  if (late && host.late_paths.empty()) host.late_paths = {"/"};
  Result<std::string> schemes = ReadSchemes(options.text("signature-algorithms"));
  if (!schemes) return std::move(schemes).error();
  host.signature_algorithms = std::move(*schemes);
  Result<std::vector<uint8_t>> types = ReadTypes(options.text("certificate-types"));
  if (!types) return std::move(types).error();
  host.certificate_types = std::move(*types);
  host.tickets = options.has("tickets");
  return ReadVersions(options, &host);
}

/// The certificates of the file are what the client has: leaf first, as such files are.
Result<void> ReadExpected(const ParsedOptions& options, ServePlan* plan) {
  const std::string file = options.text("expect-cert");
  if (file.empty()) return {};
  Result<std::vector<ossl::X509Ptr>> certificates = pki::LoadCertificates(file);
  if (!certificates) return std::move(certificates).error().AddContext("--expect-cert");
  attempt::IdentityFacts identity;
  identity.name = file;
  identity.present = true;
  identity.chain = pki::ReadChain(*certificates);
  if (const auto& trust = plan->session.host.client_trust) {
    const std::span<const ossl::X509Ptr> all(*certificates);
    identity.path = pki::CheckPath(all.front().get(), all.subspan(1), {}, *trust);
  }
  plan->session.expected = std::move(identity);
  plan->session.known = std::move(*certificates);
  return {};
}

Result<void> ReadExpectations(const ParsedOptions& options, ServePlan* plan) {
  for (const std::string& name : options.texts("expect")) {
    const auto outcome = diagnosis::ServedOutcomeFromName(name);
    if (!outcome) {
      return Error(ErrorCode::kUsage, "--expect: there is no outcome '" + Printable(name) + "'")
          .WithHint(
              "outcomes are presented, unfit, nothing, ended, distrusts, declined, not-asked and "
              "no-handshake");
    }
    plan->expected.push_back(*outcome);
  }
  return {};
}

/// A JUnit file has a case for each connection, so it has to be known how many there will be.
Result<void> ReadJunit(const ParsedOptions& options, ServePlan* plan) {
  Result<report::JunitOptions> junit = ReadJunitOptions(options);
  if (!junit) return std::move(junit).error();
  plan->junit = std::move(*junit);
  if (plan->junit_path.empty()) return {};
  if (plan->count == 0 || plan->count > kMostCases) {
    return Error(ErrorCode::kUsage, "--junit needs --once, or --count of at most 1000");
  }
  if (plan->json_path == "-" && plan->junit_path == "-") {
    return Error(ErrorCode::kUsage, "only one report can go to standard output");
  }
  return {};
}

Result<void> ReadOutput(const ParsedOptions& options, ServePlan* plan) {
  const auto color = ReadColor(options);
  if (!color) return color.error();
  plan->color = *color;
  plan->verbosity = options.verbosity;
  plan->json_path = options.text("json");
  plan->junit_path = options.text("junit");
  for (const std::string& path : {plan->json_path, plan->junit_path}) {
    if (auto writable = CheckWritable(path); !writable) return writable.error();
  }
  if (options.has("count")) plan->count = options.values["count"].as<uint64_t>();
  if (options.has("once")) plan->count = 1;
  if ((options.has("count") && plan->count == 0) || plan->count > kMostCounted) {
    return Error(ErrorCode::kUsage, "--count wants a number from 1 to 1000000");
  }
  return ReadJunit(options, plan);
}

void AddServerOptions(OptionGroup* options) {
  auto add = options->add_options();
  add("listen", Text("ADDR:PORT"),
      "where to listen (default 127.0.0.1:8443; 0.0.0.0 is every address, port 0 any)");
  add("cert", Text("FILE"), "server certificate, PEM or DER (default: a fresh one)");
  add("key", Text("FILE"), "its private key (default: in --cert)");
  add("chain", Texts("FILE"), "its intermediates (repeatable)");
  add("p12", Text("FILE"), "PKCS#12 bundle instead of --cert and --key");
  add("pass", Text("SOURCE"), "passphrase: env:NAME or file:PATH");
  add("server-name", Texts("NAME"),
      "name in the fresh certificate (repeatable; default localhost)");
  add("save-ca", Text("FILE"), "write the CA of the fresh certificate, for the client");
  add("tls", Text("VERSION"), "1.2, 1.3 or 1.2-1.3 (default)");
  add("tickets", "let sessions be resumed (default: every handshake is a full one)");
  add("timeout", Text("TIME"), "end connections without progress after (default 10s)");
  add("keylog", Text("FILE"), "append session secrets (also SSLKEYLOGFILE)");
}

void AddRequestOptions(OptionGroup* options) {
  auto add = options->add_options();
  add("client-ca", Text("FILE"),
      "CA file to trust; its names are listed (default: take any certificate)");
  add("crl", Text("FILE"), "CRL to check with --client-ca");
  add("announce", Text("FILE"), "list the names of these certificates instead; 'none': none");
  add("behave", Text("NAME"),
      "nginx (default): ask, answer 400; strict: ask, refuse with an alert; optional; late: "
      "ask after the request; none; broken:ID: overlook what 'run --behave broken:ID' does");
  add("late-path", Texts("PREFIX"), "ask late for these paths only (repeatable)");
  add("signature-algorithms", Text("NAMES"), "accept these only (names of the registry)");
  add("certificate-types", Text("NAMES"), "certificate types of TLS 1.2, such as ecdsa_sign");
  add("verify-depth", po::value<int>()->value_name("N"), "intermediates allowed in a chain");
}

void AddClientOptions(OptionGroup* options) {
  auto add = options->add_options();
  add("expect-cert", Text("FILE"),
      "certificate (and chain) that the client has: reasons become exact");
  add("vary",
      "answer each new connection of a client that presents nothing with another request, "
      "until one makes the certificate come");
  add("expect", Texts("OUTCOME"),
      "what the next connection is to do: presented, nothing, ended ... (repeatable; the last "
      "goes for all that follow; default: get in)");
}

void AddSuiteOptions(OptionGroup* options) {
  auto add = options->add_options();
  add("suite", Texts("FILE"),
      "ask case by case as this suite says, and compare (repeatable); such as "
      "client-under-test.xml");
  add("drive", Text("COMMAND"),
      "start the client with the shell for each connection: {url}, {ca}, {cert}, {key}, {p12} "
      "stand for its files (default: you do, in the order that is told)");
  add("drive-timeout", Text("TIME"), "limit of one start (default 20s)");
  add("material", Text("DIR"), "write the client's files there (default: a folder that goes)");
  AddSelectionOptions(options);
  options->add_options()("html", Text("FILE"), "with --suite: the report as a page");
}

void AddOutputOptions(OptionGroup* options) {
  auto add = options->add_options();
  add("once", "stop after one TLS connection");
  add("count", po::value<uint64_t>()->value_name("N"), "stop after N TLS connections");
  add("json", Text("FILE"),
      "one JSON line per connection ('-': standard output); with --suite the report of a run");
  AddJunitOptions(options);
  AddColorOption(options);
  add("quiet,q", "one line per connection; -qq: nothing");
  add("verbose,v", "everything: the handshake message by message, all clients that fit");
  add("help,h", "show this text");
}

}  // namespace

ServeDeclaration::ServeDeclaration() {
  AddServerOptions(&server);
  AddRequestOptions(&request);
  AddClientOptions(&client);
  AddSuiteOptions(&suite);
  AddOutputOptions(&output);
  all.add(server).add(request).add(client).add(suite).add(output);
}

Result<ServePlan> ReadServePlan(const ParsedOptions& options) {
  ServePlan plan;
  using Reader = Result<void> (*)(const ParsedOptions&, ServePlan*);
  if (Result<void> read = ReadListen(options, &plan.session); !read) return read.error();
  for (const Reader reader :
       {&ReadServer, &ReadTrust, &ReadRequest, &ReadExpected, &ReadExpectations, &ReadOutput}) {
    if (Result<void> read = reader(options, &plan); !read) return read.error();
  }
  const auto timeout = ReadTimeout(options, plan.session.idle_limit);
  if (!timeout) return timeout.error();
  plan.session.idle_limit = *timeout;
  plan.session.vary = options.has("vary");
  plan.session.key_log = KeyLogFile(options);
  return plan;
}

}  // namespace shakedown::cli
