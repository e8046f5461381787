// Why a client that connected to our server did, or did not, present a certificate: the other half
// of diagnosis. Pure, like the first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attempt/served.h"
#include "diagnosis/diagnosis.h"
#include "diagnosis/served_client.h"

namespace shakedown::diagnosis {

/// What the client did with the request for a certificate.
enum class ServedOutcome {
  kPresented,    ///< a certificate, against which nothing speaks that is known
  kUnfit,        ///< a certificate that the server has reason to refuse
  kNothing,      ///< an empty Certificate
  kEnded,        ///< it ended the handshake after it was asked, without an answer
  kDistrusts,    ///< it ended the handshake over the server's own certificate
  kDeclined,     ///< it did not take part in a request after the handshake
  kNotAsked,     ///< the handshake is through and nobody asked
  kNoHandshake,  ///< TLS failed before a certificate mattered
  kNotTls,       ///< it does not speak TLS
  kSilent,       ///< it said nothing, or only a part of a ClientHello
};
/// "presented", "unfit", "nothing", "ended", "distrusts", "declined", "not-asked", "no-handshake",
/// "not-tls", "silent".
const char* ToString(ServedOutcome outcome);
/// The outcome of that name.
std::optional<ServedOutcome> ServedOutcomeFromName(std::string_view name);

/// Another CertificateRequest that would settle a reason.
enum class Variation {
  kNone,           ///< the request as configured
  kEmptyList,      ///< no CA names
  kIssuers,        ///< the direct issuers in place of the roots
  kOtherEncoding,  ///< the same names, their text encoded the other way
  kAllSchemes,     ///< all signature algorithms and certificate types
  kTls12,
  kTls13,
};
/// "as configured", "empty CA list", "issuers listed", "names in the other encoding",
/// "all algorithms", "TLS 1.2 only", "TLS 1.3 only".
const char* ToString(Variation variation);

/// One experiment for one reason.
struct Experiment {
  Variation variation = Variation::kNone;
  std::string reason;  ///< id of the cause it settles
  std::string text;    ///< one sentence: what to change, and what it would show
};

struct ServedDiagnosis {
  ServedOutcome outcome = ServedOutcome::kSilent;
  /// One line: what the client did.
  std::string summary;
  std::vector<ClientFit> clients;
  /// Why, most likely first. For a certificate that came: everything that is wrong with it.
  std::vector<Finding> reasons;
  std::vector<Experiment> experiments;
};

/// What is known beside the connection itself.
struct ServedCase {
  const attempt::ServedConnection* connection = nullptr;
  /// The certificate that the client is said to have, or that it presented on another connection;
  /// null: nothing is known.
  const attempt::IdentityFacts* identity = nullptr;
  /// Whether the operator named the identity: it is not certain then that the client uses it.
  bool identity_expected = false;
  /// Connections of the same client that just closed after the request, without a word.
  int closed_before = 0;
};

/// `served.connection` is not null.
ServedDiagnosis DiagnoseServed(const ServedCase& served);

/// Why a client that presented `identity` to the request `settled_by` withheld it before `request`,
/// the one as configured: exact where the client's rules say it, because both are at hand.
Finding ExplainWithheld(const tls::CertificateRequest& request,
                        const attempt::IdentityFacts& identity,
                        const std::vector<ClientFit>& clients, Variation settled_by);

}  // namespace shakedown::diagnosis
