#include "diagnosis/served_reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "diagnosis/client_profile_rules.h"
#include "diagnosis/key_fit.h"
#include "diagnosis/listing.h"

namespace shakedown::diagnosis {
namespace {

using attempt::KeyFacts;
using attempt::KeyType;
using attempt::ServedConnection;

constexpr size_t kReasonsShown = 8;

/// How many of the fitting profiles hold to a rule; few are less than a quarter.
enum class Share { kNone, kFew, kSome, kAll };

template <typename Rule>
Share ShareOf(const std::vector<ClientFit>& clients, Rule holds) {
  const auto count = static_cast<size_t>(
      std::ranges::count_if(clients, [&](const ClientFit& fit) { return holds(*fit.profile); }));
  if (count == 0) return Share::kNone;
  if (count == clients.size()) return Share::kAll;
  return count * 4 < clients.size() ? Share::kFew : Share::kSome;
}

bool FiltersByNames(const ClientProfile& profile) {
  return profile.filters_by_ca_names != NameFilter::kNone;
}
bool ComparesBytes(const ClientProfile& profile) {
  return FiltersByNames(profile) && profile.name_comparison == NameComparison::kRawDer;
}
bool SeesOnlyItsFile(const ClientProfile& profile) {
  return FiltersByNames(profile) && profile.ca_match_walks == NameReach::kConfiguredChain;
}
bool HidesUnfit(const ClientProfile& profile) {
  return profile.filters_by_eku || profile.filters_by_key_usage || profile.filters_expired;
}
bool Remembers(const ClientProfile& profile) {
  return profile.caches_decision != DecisionCache::kNo;
}
bool AsksUser(const ClientProfile& profile) {
  return profile.default_identity == IdentitySource::kUserStorePrompt;
}
bool LeavesItToTheApplication(const ClientProfile& profile) {
  return profile.default_identity == IdentitySource::kAppCallback;
}
bool IsApple(const ClientProfile& profile) { return profile.engine == "apple"; }

/// The usual kinds of keys that nothing in the request fits.
std::vector<std::string> KeysLeftOut(const tls::CertificateRequest& request) {
  const std::array<KeyFacts, 4> kUsual = {{{KeyType::kRsa, 2048, ""},
                                           {KeyType::kEc, 256, "P-256"},
                                           {KeyType::kEc, 384, "P-384"},
                                           {KeyType::kEd25519, 256, ""}}};
  std::vector<std::string> names;
  for (const KeyFacts& key : kUsual) {
    // EdDSA is rare enough to be missing from many lists without harm.
    if (KeyFits(key, request) == false || TypeFits(key, request) == false) {
      names.push_back(attempt::ToText(key));
    }
  }
  if (names.size() == 1 && names.front().starts_with("Ed")) names.clear();
  return names;
}

class Reasons final {
 public:
  Reasons(const ReasonInput& input, ServedDiagnosis* diagnosis)
      : input_(input), diagnosis_(diagnosis), request_(*input.request.request) {}

  void Add() {
    if (KnownIdentity() && Exact()) return;
    Preflight();
    Undecided();
    Aborted();
    WentAway();
    Names();
    NotConfigured();
    Keys();
    Hidden();
    Remembered();
    Apple();
    std::ranges::stable_sort(diagnosis_->reasons, [](const Finding& a, const Finding& b) {
      return a.certainty > b.certainty;
    });
    if (diagnosis_->reasons.size() > kReasonsShown) diagnosis_->reasons.resize(kReasonsShown);
  }

 private:
  const ServedCase& served() const { return *input_.served; }
  const std::vector<ClientFit>& clients() const { return *input_.clients; }
  std::string Who() const { return ClientText(clients()); }
  bool Listed() const { return !request_.ca_names.empty(); }
  bool KnownIdentity() const {
    return served().identity != nullptr && !served().identity->chain.empty();
  }
  void Settle(Variation variation, std::string_view reason, std::string text) {
    const bool known = std::ranges::any_of(
        diagnosis_->experiments,
        [&](const Experiment& experiment) { return experiment.variation == variation; });
    if (!known) {
      diagnosis_->experiments.push_back({variation, std::string(reason), std::move(text)});
    }
  }

  bool Exact();
  void LeafAlone(ClientSituation situation);
  bool ExactFor(const ClientFit& fit, const ClientSituation& situation);
  void Preflight();
  void Undecided();
  void Aborted();
  void WentAway();
  void NotConfigured();
  void Names();
  void Keys();
  void Hidden();
  void Remembered();
  void Apple();

  const ReasonInput& input_;
  ServedDiagnosis* const diagnosis_;
  const tls::CertificateRequest& request_;
};

bool Matches(const ClientPrediction& prediction, ServedOutcome outcome) {
  if (prediction.action == ClientAction::kSendsNone) return outcome != ServedOutcome::kEnded;
  return prediction.action == ClientAction::kAborts && outcome == ServedOutcome::kEnded;
}

Variation SettlingVariation(std::string_view cause) {
  if (cause == "client.issuer-not-listed") return Variation::kEmptyList;
  if (cause == "client.chain-gap") return Variation::kIssuers;
  if (cause == "client.name-encoding") return Variation::kOtherEncoding;
  if (cause == "client.key-not-accepted" || cause == "client.chain-signature-not-accepted") {
    return Variation::kAllSchemes;
  }
  return Variation::kNone;
}

const char* SettlingText(Variation variation) {
  switch (variation) {
    case Variation::kEmptyList:
      return "list no CA names: if the certificate comes then, the names were the reason";
    case Variation::kIssuers:
      return "list the direct issuer in place of the root: if the certificate comes then, the "
             "client lacks the link between them";
    case Variation::kOtherEncoding:
      return "list the same names in the other string encoding: if the certificate comes then, the "
             "client compares bytes";
    case Variation::kAllSchemes:
      return "offer all signature algorithms and certificate types: if the certificate comes then, "
             "its key or chain did not fit";
    default: return "";
  }
}

bool Reasons::ExactFor(const ClientFit& fit, const ClientSituation& situation) {
  const ClientPrediction prediction = Predict(*fit.profile, situation);
  if (!Matches(prediction, input_.outcome) || prediction.cause.empty()) return false;
  for (Finding& known : diagnosis_->reasons) {
    if (known.id == prediction.cause) return true;
  }
  const bool sure = fit.certainty == Certainty::kLikely || clients().size() == 1;
  Finding& reason =
      AddReason(diagnosis_, prediction.cause, sure ? Certainty::kCertain : Certainty::kLikely,
                fmt::format("{}: {}", fit.name, prediction.because));
  reason.explanation =
      "This follows from the client's rules, the request that it met and the " +
      std::string(served().identity_expected ? "certificate that it is said to have."
                                             : "certificate that it presented on "
                                               "another connection.");
  const Variation variation = SettlingVariation(prediction.cause);
  if (variation != Variation::kNone) Settle(variation, prediction.cause, SettlingText(variation));
  return true;
}

/// The expected file holds the whole chain; the client's may hold the leaf alone.
void Reasons::LeafAlone(ClientSituation situation) {
  if (served().identity->chain.size() < 2) return;
  attempt::IdentityFacts leaf = *served().identity;
  leaf.withheld.clear();
  leaf.chain.resize(1);
  situation.identity = &leaf;
  for (const ClientFit& fit : clients()) {
    if (Predict(*fit.profile, situation).action != ClientAction::kSendsNone) continue;
    AddReason(diagnosis_, "client.chain-gap", Certainty::kLikely,
              fmt::format("{} sends nothing for the leaf alone, because its issuer is not listed: "
                          "its certificate file may lack the intermediates that the expected one "
                          "has",
                          fit.name))
        .fixes = {"put the intermediates behind the certificate in the client's file"};
    Settle(Variation::kIssuers, "client.chain-gap", SettlingText(Variation::kIssuers));
    return;
  }
}

/// With the identity at hand the rules give one answer for each stack.
bool Reasons::Exact() {
  ClientSituation situation;
  situation.request = &request_;
  situation.when = input_.request.when;
  situation.identity = served().identity;
  situation.now = served().connection->trace.started;
  // A stack of many that fits by its hello alone proves nothing about the others.
  const auto matching = std::ranges::count_if(clients(), [&](const ClientFit& fit) {
    return Matches(Predict(*fit.profile, situation), input_.outcome);
  });
  const bool most = static_cast<size_t>(matching) * 2 >= clients().size();
  bool found = false;
  bool would_send = false;
  for (const ClientFit& fit : clients()) {
    if (most && ExactFor(fit, situation)) found = true;
    const ClientAction action = Predict(*fit.profile, situation).action;
    would_send = would_send || action == ClientAction::kSends || action == ClientAction::kAsksUser;
  }
  if (found || clients().empty()) return found;
  if (!would_send || !served().identity_expected) return false;
  LeafAlone(situation);
  AddReason(
      diagnosis_, "client.no-identity", Certainty::kLikely,
      fmt::format("{} would have presented the expected certificate to this request, so it is "
                  "not configured with it, or cannot read it",
                  Who()))
      .fixes = {
      "check the client's configuration: which certificate and key it loads, and from "
      "where"};
  return !std::ranges::any_of(clients(), [](const ClientFit& fit) {
    return Remembers(*fit.profile) || AsksUser(*fit.profile);
  });
}

void Reasons::Preflight() {
  const auto& http = served().connection->http;
  if (!http || !http->preflight) return;
  Finding& reason =
      AddReason(diagnosis_, "client.withheld", Certainty::kLikely,
                "this is a CORS preflight (OPTIONS), which browsers send without credentials; "
                "Firefox counts the client certificate among them");
  reason.fixes = {
      "let the server answer OPTIONS without a certificate (optional verification, and "
      "the decision for the other methods)",
      "serve page and API from one origin, so that no preflight is needed"};
}

/// Browsers end the connection to ask the user, and come back with the answer.
void Reasons::Undecided() {
  if (input_.outcome != ServedOutcome::kEnded) return;
  const auto alert = attempt::FatalAlert(served().connection->trace, attempt::Side::kClient);
  if (alert || ShareOf(clients(), AsksUser) == Share::kNone) return;
  Finding& reason = AddReason(
      diagnosis_, "client.withheld", Certainty::kLikely,
      served().closed_before > 0
          ? "it closed again after the request: a chooser is waiting for the user, or no policy "
            "chooses for them"
          : "it closed to choose a certificate; a second connection within a second brings its "
            "answer");
  reason.fixes = {"answer the chooser, or set the policy AutoSelectCertificateForUrls"};
}

void Reasons::Aborted() {
  const auto alert = attempt::FatalAlert(served().connection->trace, attempt::Side::kClient);
  if (input_.outcome != ServedOutcome::kEnded || !alert) return;
  const bool scheme = alert->description == tls::AlertDescription::kHandshakeFailure ||
                      alert->description == tls::AlertDescription::kIllegalParameter ||
                      alert->description == tls::AlertDescription::kInternalError;
  if (!scheme) return;
  Finding& reason = AddReason(
      diagnosis_, "client.key-not-accepted", Certainty::kLikely,
      fmt::format("it has chosen a certificate and ended with the alert {}: no listed "
                  "algorithm or certificate type fits its key ({})",
                  tls::Name(alert->description), ListSchemes(request_.signature_algorithms)));
  reason.fixes = {"list algorithms for the client's kind of key, or give it another key"};
  Settle(Variation::kAllSchemes, reason.id, SettlingText(Variation::kAllSchemes));
}

/// Some check the server's certificate only when the handshake is through.
void Reasons::WentAway() {
  const ServedConnection& connection = *served().connection;
  const auto closed = attempt::Last<attempt::PeerClosed>(connection.trace);
  if (input_.outcome != ServedOutcome::kNothing || connection.http || !closed) return;
  if (closed->phase != attempt::Phase::kAfterFinished) return;
  AddReason(diagnosis_, "server-certificate.untrusted", Certainty::kPossible,
            "it closed after the handshake without a request: it may not trust this server's "
            "certificate, which some clients check only then")
      .fixes = {"let the client trust this server's CA ('--save-ca FILE' writes it)"};
}

void Reasons::NotConfigured() {
  const Share filters = ShareOf(clients(), FiltersByNames);
  const Share application = ShareOf(clients(), LeavesItToTheApplication);
  if (application == Share::kAll && !clients().empty()) {
    AddReason(diagnosis_, "client.no-identity", Certainty::kLikely,
              "its application is handed the request and did not answer with an identity")
        .fixes = {
        "implement the authentication challenge for client certificates in the "
        "application"};
    return;
  }
  const bool sends_anything =
      (filters == Share::kNone || filters == Share::kFew) && !clients().empty();
  Finding& reason = AddReason(
      diagnosis_, "client.no-identity", sends_anything ? Certainty::kLikely : Certainty::kPossible,
      sends_anything
          ? fmt::format(
                "{} presents whatever it is given, whichever CA names are listed: it has no "
                "certificate configured, or could not load it",
                Who())
          : "it has no certificate configured, or none in its store");
  reason.fixes = {
      "configure certificate and key in the client, and look for an error when it loads "
      "them"};
}

void Reasons::Names() {
  const Share filters = ShareOf(clients(), FiltersByNames);
  if (!Listed()) {
    const bool several =
        ShareOf(clients(), [](const ClientProfile& profile) {
          return profile.empty_ca_list_with_several_identities == SeveralIdentities::kNone;
        }) != Share::kNone;
    if (several) {
      AddReason(diagnosis_, "server.empty-ca-list", Certainty::kPossible,
                "the request lists no CA names, and with several certificates loaded this client "
                "chooses by them only")
          .fixes = {"list the names of the CAs that you trust (--client-ca)"};
    }
    return;
  }
  if ((filters == Share::kNone || filters == Share::kFew) && !clients().empty()) return;
  Finding& reason = AddReason(
      diagnosis_, "client.issuer-not-listed", Certainty::kPossible,
      fmt::format("{} sends nothing when no issuer in its chain is listed; the list names {}",
                  Who(), ListNames(request_)));
  reason.fixes = {"give the client a certificate of a listed CA",
                  "or add the CA that issued the client's certificate to the server's list"};
  Settle(Variation::kEmptyList, reason.id, SettlingText(Variation::kEmptyList));
  if (ShareOf(clients(), SeesOnlyItsFile) != Share::kNone || clients().empty()) {
    AddReason(diagnosis_, "client.chain-gap", Certainty::kPossible,
              "the listed CA stands above an intermediate that is not in the client's certificate "
              "file: it compares only the issuers in that file")
        .fixes = {"put the intermediates behind the certificate in the client's file"};
    Settle(Variation::kIssuers, "client.chain-gap", SettlingText(Variation::kIssuers));
  }
  if (ShareOf(clients(), ComparesBytes) != Share::kNone) {
    AddReason(diagnosis_, "client.name-encoding", Certainty::kPossible,
              "a listed name is the issuer's in another encoding: this client compares bytes")
        .fixes = {"list the name exactly as it stands in the client's certificate"};
    Settle(Variation::kOtherEncoding, "client.name-encoding",
           SettlingText(Variation::kOtherEncoding));
  }
}

void Reasons::Keys() {
  const std::vector<std::string> out = KeysLeftOut(request_);
  if (out.empty()) return;
  std::string kinds;
  for (const std::string& kind : out) kinds += (kinds.empty() ? "" : ", ") + kind;
  Finding& reason =
      AddReason(diagnosis_, "client.key-not-accepted", Certainty::kPossible,
                fmt::format("the request leaves no algorithm for keys of these kinds: {}", kinds));
  reason.fixes = {"list algorithms for the client's kind of key, or give it another key"};
  Settle(Variation::kAllSchemes, reason.id, SettlingText(Variation::kAllSchemes));
}

void Reasons::Hidden() {
  if (ShareOf(clients(), HidesUnfit) == Share::kNone) return;
  AddReason(diagnosis_, "client.withheld", Certainty::kPossible,
            "it passes over certificates that have expired, lack clientAuth in their extended key "
            "usage, or may not sign")
      .fixes = {"look at the certificate's dates and usages"};
}

void Reasons::Remembered() {
  if (ShareOf(clients(), Remembers) == Share::kNone) return;
  AddReason(diagnosis_, "client.withheld", Certainty::kPossible,
            "it remembers an earlier answer for this host and port, 'none' included, even if the "
            "list of names has changed since")
      .fixes = {"restart the browser, or use another port or host name"};
}

void Reasons::Apple() {
  if (ShareOf(clients(), IsApple) == Share::kNone) return;
  AddReason(diagnosis_, "client.withheld", Certainty::kPossible,
            "applications on iOS reach only their own keychain group: identities from a profile or "
            "from device management serve Safari and Mail only")
      .fixes = {"import the identity into the application's own keychain group"};
}

/// What the settling change alone says, for a client whose rules are not known.
std::string_view CauseBySettlement(const tls::CertificateRequest& request,
                                   const attempt::IdentityFacts& identity, Variation settled_by) {
  switch (settled_by) {
    case Variation::kIssuers: return "client.chain-gap";
    case Variation::kOtherEncoding: return "client.name-encoding";
    case Variation::kAllSchemes: return "client.key-not-accepted";
    case Variation::kEmptyList:
      return CompareWithList(identity.chain, &request).match == Listing::Match::kSameName
                 ? "client.name-encoding"
                 : "client.issuer-not-listed";
    default: return "client.withheld";
  }
}

std::string SettlementText(const tls::CertificateRequest& request, Variation settled_by) {
  switch (settled_by) {
    case Variation::kEmptyList:
      return fmt::format("it withholds the certificate because of the listed names: {}",
                         ListNames(request));
    case Variation::kIssuers:
      return "it cannot link its certificate to the listed name: the certificates between are not "
             "in its reach";
    case Variation::kOtherEncoding: return "it compares the octets of names, and they differ";
    case Variation::kAllSchemes: return "no listed algorithm or certificate type fits its key";
    default: return "it answers other versions of TLS otherwise";
  }
}

}  // namespace

Finding& AddReason(ServedDiagnosis* diagnosis, std::string_view id, Certainty certainty,
                   std::string summary) {
  Finding finding;
  finding.id = id;
  finding.certainty = certainty;
  if (const CauseInfo* info = FindCause(id)) finding.fault = info->fault;
  finding.summary = std::move(summary);
  diagnosis->reasons.push_back(std::move(finding));
  return diagnosis->reasons.back();
}

void AddWithholdingReasons(const ReasonInput& input, ServedDiagnosis* diagnosis) {
  Reasons(input, diagnosis).Add();
}

Finding ExplainWithheld(const tls::CertificateRequest& request,
                        const attempt::IdentityFacts& identity,
                        const std::vector<ClientFit>& clients, Variation settled_by) {
  ClientSituation situation;
  situation.request = &request;
  situation.identity = &identity;
  ServedDiagnosis holder;
  for (const ClientFit& fit : clients) {
    const ClientPrediction prediction = Predict(*fit.profile, situation);
    const bool withheld =
        prediction.action == ClientAction::kSendsNone || prediction.action == ClientAction::kAborts;
    if (!withheld || prediction.cause.empty()) continue;
    AddReason(&holder, prediction.cause, Certainty::kCertain,
              fmt::format("{}: {}", fit.name, prediction.because));
    break;
  }
  if (holder.reasons.empty()) {
    AddReason(&holder, CauseBySettlement(request, identity, settled_by), Certainty::kLikely,
              SettlementText(request, settled_by));
  }
  holder.reasons.front().explanation = fmt::format(
      "The same client presented its certificate to the request '{}' and nothing to the one as "
      "configured.",
      ToString(settled_by));
  return std::move(holder.reasons.front());
}

}  // namespace shakedown::diagnosis
