// What known TLS client stacks do with a CertificateRequest: which certificate they would send, or
// why none. Pure data and a pure predictor; the facts were measured or read in each stack's source.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attempt/facts.h"
#include "attempt/trace_view.h"
#include "core/clock.h"
#include "tls/certificate_request.h"

namespace shakedown::diagnosis {

struct ClientProfile;  // the rules of one stack; client_profile_rules.h

/// How well a profile is founded.
enum class ProfileEvidence { kDocumentation, kSource, kMeasured };
/// "documentation", "source", "measured".
const char* ToString(ProfileEvidence evidence);

/// What people see of a profile.
struct ProfileInfo {
  std::string_view id;        ///< "go", "chromium-linux"; stable
  std::string_view name;      ///< "Go crypto/tls"
  std::string_view versions;  ///< what was looked at
  ProfileEvidence evidence = ProfileEvidence::kDocumentation;
  /// Its rules are known from documents only, or it compares names in a way nobody published.
  bool low_confidence = false;
};

/// All profiles in their published order.
std::span<const ClientProfile> ClientProfiles();
/// The profile of `id`, or null.
const ClientProfile* FindClientProfile(std::string_view id);
ProfileInfo Info(const ClientProfile& profile);
/// The rules of a profile as sentences for people, one each, with quirks last.
std::vector<std::string> Describe(const ClientProfile& profile);
/// Where the rules were read or measured.
std::vector<std::string_view> Sources(const ClientProfile& profile);

/// What a client would put on the wire.
enum class ClientAction {
  kSends,      ///< a certificate
  kSendsNone,  ///< an empty Certificate
  kAsksUser,   ///< a chooser decides
  kAborts,     ///< an alert or a close instead of, or after, its Certificate
  kUnknown,    ///< the application or the platform decides
};
/// "yes", "no", "asks-user", "aborts", "unknown": DESIGN's `would_send`, and one more word.
const char* ToString(ClientAction action);

/// A request and an identity as one stack would meet them.
struct ClientSituation {
  const tls::CertificateRequest* request = nullptr;
  attempt::RequestTime when = attempt::RequestTime::kHandshake;
  const attempt::IdentityFacts* identity =
      nullptr;  ///< `chain` is configured, `withheld` is in the store
  bool http2 = false;
  int identities = 1;             ///< how many the client could choose from
  std::optional<UtcSeconds> now;  ///< absent: no client finds the identity expired
  /// Whether the application turned on late requests where the stack leaves it to it; absent: as
  /// the stack was measured.
  std::optional<bool> late_requests_enabled;
  std::string_view client_version;  ///< "3.7.9", if known; quirks of other versions do not count
};

struct ClientPrediction {
  ClientAction action = ClientAction::kUnknown;
  /// kSends, kAsksUser: how many certificates go out, the leaf included.
  int chain_length = 0;
  std::optional<tls::AlertDescription> alert;  ///< kAborts: nothing if it just closes
  bool unoffered_scheme = false;  ///< kSends: it signs with a scheme that the server did not list
  std::string
      outcome;  ///< the recorded vocabulary: "leaf_and_intermediates", "empty_certificate", ...
  std::string because;  ///< one sentence with the names of this case
  std::string cause;    ///< of the catalogue, if nothing is sent: "client.issuer-not-listed", ...
};

/// What the stack would do. Never guesses: kUnknown where nothing is known.
/// `situation.request` is not null.
ClientPrediction Predict(const ClientProfile& profile, const ClientSituation& situation);

/// What one stack would do, by the profile's id and name.
struct ProfilePrediction {
  std::string_view id;    ///< of the table; lives as long as the program
  std::string_view name;  ///< likewise
  ClientPrediction prediction;
};
/// What every stack would do, in the published order; empty without a request. Costs about as much
/// as reading the list of CA names once.
std::vector<ProfilePrediction> PredictAll(const ClientSituation& situation);

}  // namespace shakedown::diagnosis
