// The rules of one client stack as data: which identities it considers, how it compares them with
// the CertificateRequest, and what a miss looks like on the wire. Each field has the name and the
// words of fixtures/clients/client_profiles.json; a test compares the two.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "attempt/facts.h"
#include "diagnosis/client_profile.h"
#include "tls/code_points.h"

namespace shakedown::diagnosis {

/// Where the identity comes from.
enum class IdentitySource { kExplicitConfig, kUserStorePrompt, kUserStoreAuto, kAppCallback };
/// Which issuers are compared with the listed CA names.
enum class NameFilter { kNone, kIssuerOfLeaf, kAnyInChain };
/// Which certificates the client can see while it compares.
enum class NameReach { kNothing, kConfiguredChain, kPlatformStore };
/// When two names are the same to the client.
enum class NameComparison { kNothing, kRawDer, kNormalised, kRenderedString, kPlatform };
/// What happens if the list of CA names is empty.
enum class EmptyList { kSend, kAsk, kNone };
/// The same, if several identities could be chosen.
enum class SeveralIdentities { kSameRule, kSend, kAsk, kNone };
/// What has to fit signature_algorithms.
enum class SchemeFilter { kNone, kLeafKey, kLeafKeyAndChainSignatures };
/// What signature_algorithms_cert does.
enum class CertSchemeFilter { kIgnored, kLeafSignature, kKeyType };
/// What the certificate_types of TLS 1.2 do.
enum class TypeFilter { kIgnored, kEnforced, kPassedByApp, kAbortIfNoKnownType };
/// Which certificates go out with the leaf.
enum class ChainRule {
  kAsConfigured,
  kConfiguredElseBuilt,  ///< built from the trust store, root included
  kUpToMatchedName,
  kPlatformWithoutRoot,
  kStoreWithoutRoot,
  kLeafIfDirectElsePlatform,
  kPlatform,
  kAsGivenToCredential,
};
/// What a miss of the CA names looks like.
enum class NoNameMatch { kNotApplicable, kEmptyCertificate };
/// What a key without a listed scheme or type looks like.
enum class NoScheme {
  kEmptyCertificate,
  kTls12AbortTls13Empty,
  kEmptyIfTypeExcludedElseAbort,
  kAbort,                  ///< fatal handshake_failure in place of a Certificate
  kSendsAnyway,            ///< signs with a scheme that was not offered
  kAbortAfterCertificate,  ///< Certificate, then handshake_failure
  kTls12CloseTls13IllegalParameter,
  kPlatform,  ///< not known
};
/// The misses in one word.
enum class MissSummary { kEmptyCertificate, kMixed, kAbort, kSendsAnyway };
/// What a TLS 1.3 request without any TLS 1.3 scheme leads to.
enum class NoTls13Scheme { kEmptyCertificate, kAbort, kSendsAnyway };
/// Whether the client answers a request that comes after the handshake.
enum class LateRequest { kNo, kOptIn, kYes, kHttp1Only, kUnknown };
/// What the client remembers of its decision.
enum class DecisionCache { kNo, kPerHostAndPort, kIfUserTicksRemember };

/// The words of the JSON file.
const char* ToString(IdentitySource value);
const char* ToString(NameFilter value);
const char* ToString(NameReach value);       ///< "" for nothing
const char* ToString(NameComparison value);  ///< "" for nothing
const char* ToString(EmptyList value);
const char* ToString(SeveralIdentities value);
const char* ToString(SchemeFilter value);
const char* ToString(CertSchemeFilter value);
const char* ToString(TypeFilter value);
const char* ToString(ChainRule value);
const char* ToString(NoNameMatch value);
const char* ToString(NoScheme value);
const char* ToString(MissSummary value);
const char* ToString(NoTls13Scheme value);
const char* ToString(LateRequest value);
const char* ToString(DecisionCache value);

/// A condition on the certificate_types of a TLS 1.2 request.
enum class TypesCondition {
  kAny,
  kEmpty,
  kNoKnownType,  ///< none of rsa_sign, dss_sign, ecdsa_sign; empty lists count
  kKeyListed,
  kKeyNotListed,
};

/// When an exception applies: everything that is set has to hold.
struct ExceptionWhen {
  std::optional<tls::Version> version;
  std::string_view versions_below;  ///< of the client; holds if its version is not known
  std::optional<bool> ca_list_empty;
  std::vector<attempt::KeyType> keys;    ///< of the leaf; empty: any
  std::string_view no_scheme_of_prefix;  ///< no offered scheme has such a name
  bool leaf_without_digital_signature = false;
  bool several_identities = false;
  TypesCondition types = TypesCondition::kAny;
  std::optional<bool> curve_scheme_offered;        ///< the scheme of the leaf's curve
  std::optional<bool> other_ecdsa_scheme_offered;  ///< one of another curve
  std::optional<bool> key_scheme_offered;          ///< one that the leaf's key can sign with
  bool no_supported_scheme = false;                ///< the client supports none of those offered
};

/// What an exception leads to.
enum class ExceptionOutcome {
  kEmptyCertificate,
  kAbort,
  kPasses,  ///< the checks of key and schemes are skipped
  kCertificateThenAbort,
  kLoadError,  ///< the identity cannot be loaded; the client closes
};

/// The moment at which an exception is looked at.
enum class ExceptionStep {
  kRequest,    ///< while the request is read, whatever the identity
  kSelection,  ///< before the identity is looked at
  kKey,        ///< after the names fitted, before types and schemes are checked
};

/// A deviation from the generic rules, evaluated by one matcher for all profiles.
struct RuleException {
  ExceptionStep step = ExceptionStep::kKey;
  ExceptionWhen when;
  ExceptionOutcome outcome = ExceptionOutcome::kEmptyCertificate;
  /// kAbort, kCertificateThenAbort: the alert of TLS 1.2 and earlier, and of TLS 1.3; nothing where
  /// the client just closes.
  std::optional<tls::AlertDescription> alert12;
  std::optional<tls::AlertDescription> alert13;
  std::string_view because;  ///< a clause with "it" for the client, for people
  std::string_view cause;    ///< of the catalogue
  /// Follows from recorded runs or from the sources read, and has no row in the JSON file.
  bool added = false;
};

/// The switch behind a rule that is LateRequest::kOptIn.
struct LateOption {
  std::string_view name;  ///< "-enable_pha"; empty if there is none to name
  bool assumed = false;   ///< the recorded runs had it on
};

struct ClientProfile {
  std::string_view id;
  std::string_view name;
  std::string_view engine;  ///< "openssl", "gnutls": who shares the code
  std::string_view versions_checked;
  /// The rules hold for this version of TLS only: 1.3, or 1.2 and earlier; absent: for both.
  std::optional<tls::Version> only_version;
  ProfileEvidence verified = ProfileEvidence::kDocumentation;

  IdentitySource default_identity = IdentitySource::kExplicitConfig;
  std::string_view multiple_identities;
  std::string_view platform_rule;
  bool loads_leaf_only = false;  ///< intermediates of the certificate file are not loaded

  NameFilter filters_by_ca_names = NameFilter::kNone;
  NameReach ca_match_walks = NameReach::kNothing;
  NameComparison name_comparison = NameComparison::kNothing;
  EmptyList empty_ca_list = EmptyList::kSend;
  SeveralIdentities empty_ca_list_with_several_identities = SeveralIdentities::kSameRule;

  TypeFilter filters_by_key_type = TypeFilter::kIgnored;
  SchemeFilter filters_by_sigalgs = SchemeFilter::kLeafKey;
  bool tls12_ecdsa_curve_bound = false;  ///< TLS 1.2 too signs only with the curve's own digest
  bool tls12_sha1_only_usable = false;   ///< signs with SHA-1 if nothing else is listed
  CertSchemeFilter filters_by_sigalgs_cert = CertSchemeFilter::kIgnored;
  bool filters_by_eku = false;
  bool filters_by_key_usage = false;
  bool filters_expired = false;

  ChainRule sends_chain = ChainRule::kAsConfigured;
  NoNameMatch on_no_ca_match = NoNameMatch::kNotApplicable;
  NoScheme on_no_sigalg = NoScheme::kEmptyCertificate;
  MissSummary on_no_match = MissSummary::kEmptyCertificate;
  NoTls13Scheme no_tls13_scheme_offered = NoTls13Scheme::kEmptyCertificate;
  bool empty_ca_extension_aborts = false;  ///< certificate_authorities with no name in it
  std::optional<tls::AlertDescription> malformed_alert;  ///< with it; nothing: just closes

  LateRequest post_handshake_auth = LateRequest::kNo;
  LateRequest renegotiation = LateRequest::kNo;
  LateOption post_handshake_option;
  LateOption renegotiation_option;
  /// A refused renegotiation ends the connection instead of going on with a warning.
  bool renegotiation_refusal_is_fatal = false;
  DecisionCache caches_decision = DecisionCache::kNo;

  std::vector<RuleException> exceptions;
  std::vector<std::string_view> wire_signs;  ///< what a server sees of it
  std::vector<std::string_view> quirks;
  std::vector<std::string_view> sources;
};

}  // namespace shakedown::diagnosis
