// GnuTLS: its own selection, the forced certificate of libcurl, and callbacks.
#include "diagnosis/profiles/profiles.h"

namespace shakedown::diagnosis {
namespace {

using attempt::KeyType;
using tls::AlertDescription;

constexpr std::string_view kNoDigitalSignature =
    "it refuses to sign with a certificate whose key usage lacks digitalSignature";

/// Reading the request fails if no certificate type is known, whoever chooses the identity.
RuleException NoKnownType() {
  return {.step = ExceptionStep::kRequest,
          .when = {.version = tls::Version::kTls12, .types = TypesCondition::kNoKnownType},
          .outcome = ExceptionOutcome::kAbort,
          .alert12 = AlertDescription::kHandshakeFailure,
          .because = "it does not take a request without any certificate type that it knows",
          .cause = "client.key-not-accepted",
          .added = true};
}

/// What the runs and the sources show beyond that.
std::vector<RuleException> AutoFindings() {
  return {
      NoKnownType(),
      {.step = ExceptionStep::kKey,
       .when = {.version = tls::Version::kTls12,
                .ca_list_empty = true,
                .types = TypesCondition::kKeyNotListed,
                .key_scheme_offered = true},
       .outcome = ExceptionOutcome::kPasses,
       .because = "it looks at certificate_types only while it compares names, and none is listed",
       .added = true},
      {.step = ExceptionStep::kKey,
       .when = {.version = tls::Version::kTls12,
                .types = TypesCondition::kKeyListed,
                .key_scheme_offered = false},
       .outcome = ExceptionOutcome::kAbort,
       .because = "in TLS 1.2 it chooses by certificate_types and finds only while it signs that "
                  "no listed scheme fits the key",
       .cause = "client.key-not-accepted",
       .added = true}};
}

/// Where the key type is taken from, and what that leaves out.
std::vector<RuleException> AutoExceptions() {
  std::vector<RuleException> exceptions = {
      {.step = ExceptionStep::kKey,
       .when = {.version = tls::Version::kTls13,
                .versions_below = "3.8.13",
                .ca_list_empty = false,
                .keys = {KeyType::kRsa},
                .no_scheme_of_prefix = "rsa_pkcs1",
                .key_scheme_offered = true},
       .outcome = ExceptionOutcome::kEmptyCertificate,
       .because = "before version 3.8.13 it takes the rsa_pss_rsae schemes for RSA-PSS keys only: "
                  "an ordinary RSA key counts only if an rsa_pkcs1 scheme is listed too",
       .cause = "client.withheld"},
      {.step = ExceptionStep::kKey,
       .when = {.version = tls::Version::kTls12,
                .ca_list_empty = false,
                .keys = {KeyType::kEd25519}},
       .outcome = ExceptionOutcome::kEmptyCertificate,
       .because =
           "in TLS 1.2 it takes key types from certificate_types only, which have none for Ed25519",
       .cause = "client.withheld"},
      {.step = ExceptionStep::kSelection,
       .when = {.version = tls::Version::kTls13, .leaf_without_digital_signature = true},
       .outcome = ExceptionOutcome::kAbort,
       .because = kNoDigitalSignature,
       .cause = "client.withheld"},
      {.step = ExceptionStep::kKey,
       .when = {.ca_list_empty = true, .several_identities = true},
       .outcome = ExceptionOutcome::kEmptyCertificate,
       .because =
           "it chooses between several identities by the listed names only, and none is listed",
       .cause = "server.empty-ca-list"}};
  for (const RuleException& exception : AutoFindings()) exceptions.push_back(exception);
  return exceptions;
}

ClientProfile GnuTlsAuto() {
  ClientProfile profile;
  profile.id = "gnutls-auto";
  profile.name =
      "GnuTLS library selection (GNU Wget, Wget2, aria2, other apps that just load a file)";
  profile.engine = "gnutls";
  profile.versions_checked =
      "GnuTLS 3.7.9 run (library, wget 1.21.3, wget2 1.99.1, aria2 1.36); 3.7.9, 3.8.13 and master "
      "read";
  profile.verified = ProfileEvidence::kMeasured;
  profile.multiple_identities =
      "first identity whose chain matches a listed name, in server list order";
  profile.filters_by_ca_names = NameFilter::kAnyInChain;
  profile.ca_match_walks = NameReach::kConfiguredChain;
  profile.name_comparison = NameComparison::kRawDer;
  profile.empty_ca_list_with_several_identities = SeveralIdentities::kNone;
  profile.filters_by_key_type = TypeFilter::kEnforced;
  profile.tls12_sha1_only_usable = true;
  profile.filters_by_key_usage = true;
  profile.on_no_ca_match = NoNameMatch::kEmptyCertificate;
  profile.empty_ca_extension_aborts = true;
  profile.post_handshake_auth = LateRequest::kOptIn;
  profile.renegotiation = LateRequest::kYes;
  profile.quirks = {
      "TLS 1.3 before 3.8.13: RSA-PSS-RSAE schemes are mapped to the RSA-PSS key type, so with a "
      "non-empty CA list an ordinary RSA key is dropped when the server offers no rsa_pkcs1 scheme",
      "TLS 1.2: key types come from certificate_types (RSA, DSA, ECDSA only), so an Ed25519 "
      "identity never matches a non-empty CA list",
      "TLS 1.2: a request whose certificate_types are all unknown, or empty, aborts the handshake",
      "an empty TLS 1.3 certificate_authorities extension aborts",
      "wget offers post-handshake auth, wget2 and aria2 do not",
      "a leaf without the digitalSignature usage gives an empty Certificate in TLS 1.2 and a "
      "failed handshake in TLS 1.3 (3.7.9)"};
  profile.sources = {
      "gnutls/gnutls lib/auth/cert.c find_x509_client_cert, _gnutls_select_client_cert (3.7.9 and "
      "master)",
      "gnutls/gnutls lib/tls13/certificate_request.c parse_cert_extension, "
      "_gnutls13_recv_certificate_request_int",
      "gnutls/gnutls lib/auth/cert.c _gnutls_proc_cert_cert_req"};
  profile.exceptions = AutoExceptions();
  profile.post_handshake_option = {
      "GNUTLS_POST_HANDSHAKE_AUTH; GNU Wget does, Wget2 and aria2 do not", true};
  return profile;
}

ClientProfile GnuTlsForce() {
  ClientProfile profile = GnuTlsAuto();
  profile.id = "gnutls-force";
  profile.name =
      "GnuTLS with GNUTLS_FORCE_CLIENT_CERT (libcurl-gnutls, hence git on Debian/Ubuntu)";
  profile.versions_checked =
      "libcurl-gnutls 7.88.1, git 2.39.5, GnuTLS 3.7.9 run; libcurl 8.22-dev read";
  profile.multiple_identities = "flag only works with exactly one identity";
  profile.filters_by_ca_names = NameFilter::kNone;
  profile.ca_match_walks = NameReach::kNothing;
  profile.name_comparison = NameComparison::kNothing;
  profile.empty_ca_list_with_several_identities = SeveralIdentities::kSameRule;
  profile.filters_by_key_type = TypeFilter::kIgnored;
  profile.on_no_ca_match = NoNameMatch::kNotApplicable;
  profile.on_no_sigalg = NoScheme::kTls12AbortTls13Empty;
  profile.on_no_match = MissSummary::kMixed;
  profile.post_handshake_auth = LateRequest::kNo;
  profile.wire_signs = {
      "TLS 1.2 scheme mismatch: libcurl closes without an alert, so the server only sees EOF"};
  profile.quirks = {
      "TLS 1.2: a request whose certificate_types are all unknown, or empty, aborts the handshake",
      "an empty TLS 1.3 certificate_authorities extension aborts"};
  Append(profile.sources, {"curl/curl lib/vtls/gtls.c gtls_client_init (init_flags)"});
  profile.exceptions = {{.step = ExceptionStep::kSelection,
                         .when = {.leaf_without_digital_signature = true},
                         .outcome = ExceptionOutcome::kAbort,
                         .alert12 = AlertDescription::kInternalError,
                         .because = kNoDigitalSignature,
                         .cause = "client.withheld"},
                        NoKnownType()};
  profile.post_handshake_option = {};
  return profile;
}

ClientProfile GnuTlsCallback() {
  ClientProfile profile = GnuTlsForce();
  profile.id = "gnutls-callback";
  profile.name = "GnuTLS with a certificate callback (gnutls-cli, glib-networking)";
  profile.versions_checked = "gnutls-cli 3.7.9 run";
  profile.multiple_identities = "";
  profile.filters_by_key_usage = false;
  profile.post_handshake_auth = LateRequest::kOptIn;
  profile.wire_signs = {"TLS 1.2 scheme mismatch: fatal handshake_failure from the client"};
  profile.quirks.clear();
  profile.sources = {
      "gnutls/gnutls lib/auth/cert.c find_x509_client_cert, _gnutls_select_client_cert (3.7.9 and "
      "master)",
      "gnutls/gnutls lib/tls13/certificate_request.c parse_cert_extension, "
      "_gnutls13_recv_certificate_request_int",
      "gnutls/gnutls lib/auth/cert.c _gnutls_proc_cert_cert_req",
      "gnutls/gnutls src/cli.c cert_callback"};
  profile.exceptions = {
      {.step = ExceptionStep::kSelection,
       .when = {.version = tls::Version::kTls12, .leaf_without_digital_signature = true},
       .outcome = ExceptionOutcome::kAbort,
       .alert12 = AlertDescription::kInternalError,
       .because = kNoDigitalSignature,
       .cause = "client.withheld"},
      NoKnownType()};
  profile.post_handshake_option = {
      "GNUTLS_POST_HANDSHAKE_AUTH, or --post-handshake-auth of gnutls-cli", true};
  return profile;
}

}  // namespace

std::vector<ClientProfile> GnuTlsProfiles() {
  return {GnuTlsAuto(), GnuTlsForce(), GnuTlsCallback()};
}

}  // namespace shakedown::diagnosis
