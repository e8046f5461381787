// Reads suite files (XML, urn:shakedown:suite:1). The only code that knows the file format.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "scenario/model.h"

namespace shakedown::scenario {

/// Loads one suite file. Every defect is found in one pass: the errors are kSuite with
/// file:line:column, the line, a caret and the nearest known name. Either a suite or at least one
/// error.
struct LoadedSuite {
  SuiteModel suite;
  std::vector<Error> errors;
  bool ok() const { return errors.empty(); }
};
LoadedSuite LoadSuite(const std::string& path);
/// The same from text; `file` is the name used in errors.
LoadedSuite ParseSuite(const std::string& text, const std::string& file);

/// `text` with `${name}` replaced; kSuite naming the variable and its nearest known name if one is
/// not in `variables`.
Result<std::string> Substitute(const std::string& text, const Variables& variables,
                               const SourcePosition& position);

/// The element with every attribute substituted and checked again as the loader checks literal
/// values (those with variables could not be checked before). kSuite at the element's position,
/// naming the attribute.
Result<TargetModel> Substituted(const TargetModel& target, const Variables& variables);
Result<PeerHostModel> Substituted(const PeerHostModel& host, const Variables& variables);
Result<IdentityModel> Substituted(const IdentityModel& identity, const Variables& variables);
Result<HandshakeModel> Substituted(const HandshakeModel& handshake, const Variables& variables);
Result<ConnectionModel> Substituted(const ConnectionModel& connection, const Variables& variables);
Result<Expectation> Substituted(const Expectation& expectation, const Variables& variables);

/// The values that attributes of closed meaning may take, for errors, the schema test and docs.
namespace words {
extern const std::vector<std::string> kCapabilities;  ///< for `requires`, beside "var:NAME"
extern const std::vector<std::string> kDamage;
extern const std::vector<std::string> kDamageTimes;         ///< `when` of <damage>
extern const std::vector<std::string> kEarlyData;           ///< `early-data` of a host
extern const std::vector<std::string> kRenegotiationFates;  ///< `renegotiation` of <at>
extern const std::vector<std::string> kEarlyDataFates;      ///< `early-data` of <at>
extern const std::vector<std::string> kFlaws;               ///< `mint`: the names of pki::Flaw
extern const std::vector<std::string> kDefects;             ///< `defect`: the names of pki::Defect
extern const std::vector<std::string> kKeyKinds;       ///< `key-kind`: the names of pki::KeyKind
extern const std::vector<std::string> kIssuers;        ///< `issuer` of an identity
extern const std::vector<std::string> kBehaviours;     ///< `behave`: names of handshake::Behaviour
extern const std::vector<std::string> kHeaderForms;    ///< `form` of <header>
extern const std::vector<std::string> kPeerProtocols;  ///< `alpn` of <host>
extern const std::vector<std::string> kTrust;          ///< `trust` and `announce` of a host
extern const std::vector<std::string> kVersions;       ///< "1.0" to "1.3"
extern const std::vector<std::string> kRequestTimes;   ///< `when`
extern const std::vector<std::string> kOcspManners;    ///< `ocsp` of <identity>
extern const std::vector<std::string> kTrustStates;    ///< `trust` of <change>
extern const std::vector<std::string> kCrlStates;      ///< `crl` of <change>
extern const std::vector<std::string> kPolicies;       ///< `policy` of <change>
extern const std::vector<std::string> kTicketForms;    ///< `ticket` of <handshake>
extern const std::vector<std::string> kNameMatches;    ///< `ca-names`
extern const std::vector<std::string> kRequestRules;   ///< `rules` of <certificate-request>
extern const std::vector<std::string> kIdentityTexts;  ///< x of ${identity.ID.x}
extern const std::vector<std::string> kServerCertificates;  ///< `server` of <connection>
extern const std::vector<std::string> kAnnounceMany;        ///< `announce` of <connection>
extern const std::vector<std::string> kMissteps;            ///< names of damage::Misstep
extern const std::vector<std::string> kAlertMoments;        ///< `late-alert-after`
extern const std::vector<std::string> kOffers;              ///< `offers`, each also with "!"
extern const std::vector<std::string> kProgramEnds;         ///< `exit` of <answer>
extern const std::vector<std::string> kBuiltInVariables;    ///< those that the runner sets
}  // namespace words

}  // namespace shakedown::scenario
