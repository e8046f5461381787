#include "diagnosis/client_profile.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "diagnosis/client_profile_rules.h"
#include "tests/unit/diagnosis/recorded_clients.h"

namespace shakedown::diagnosis {
namespace {

using nlohmann::json;

/// null in the file is "" in the table.
std::string TextOf(const json& value) { return value.is_null() ? "" : value.get<std::string>(); }

json ListOf(const std::vector<std::string_view>& texts) {
  json list = json::array();
  for (const std::string_view text : texts) list.push_back(std::string(text));
  return list;
}

std::string EvidenceWord(ProfileEvidence evidence) {
  switch (evidence) {
    case ProfileEvidence::kMeasured: return "empirically";
    case ProfileEvidence::kSource: return "source";
    case ProfileEvidence::kDocumentation: break;
  }
  return "docs";
}

/// One profile of the table in the form of the JSON file, without its exceptions.
json AsJson(const ClientProfile& profile) {
  json row;
  const auto text = [&row](const char* key, std::string_view value) {
    row[key] = std::string(value);
  };
  text("id", profile.id);
  text("name", profile.name);
  text("engine", profile.engine);
  text("versions_checked", profile.versions_checked);
  text("verified", EvidenceWord(profile.verified));
  text("default_identity", ToString(profile.default_identity));
  text("multiple_identities", profile.multiple_identities);
  text("platform_rule", profile.platform_rule);
  text("filters_by_ca_names", ToString(profile.filters_by_ca_names));
  text("ca_match_walks", ToString(profile.ca_match_walks));
  text("name_comparison", ToString(profile.name_comparison));
  text("empty_ca_list", ToString(profile.empty_ca_list));
  text("empty_ca_list_with_several_identities",
       ToString(profile.empty_ca_list_with_several_identities));
  text("filters_by_key_type", ToString(profile.filters_by_key_type));
  text("filters_by_sigalgs", ToString(profile.filters_by_sigalgs));
  text("filters_by_sigalgs_cert", ToString(profile.filters_by_sigalgs_cert));
  text("sends_chain", ToString(profile.sends_chain));
  text("on_no_ca_match", ToString(profile.on_no_ca_match));
  text("on_no_sigalg", ToString(profile.on_no_sigalg));
  text("on_no_match", ToString(profile.on_no_match));
  text("no_tls13_scheme_offered", ToString(profile.no_tls13_scheme_offered));
  text("empty_ca_extension_tls13", profile.empty_ca_extension_aborts ? "abort" : "accepted");
  text("post_handshake_auth", ToString(profile.post_handshake_auth));
  text("renegotiation", ToString(profile.renegotiation));
  text("caches_decision", ToString(profile.caches_decision));
  // The same for every stack, so that the table has no field for it.
  text("http2", "in_handshake_request_only");
  row["tls12_ecdsa_curve_bound"] = profile.tls12_ecdsa_curve_bound;
  row["tls12_sha1_only_usable"] = profile.tls12_sha1_only_usable;
  row["filters_by_eku"] = profile.filters_by_eku;
  row["filters_by_key_usage"] = profile.filters_by_key_usage;
  row["filters_expired"] = profile.filters_expired;
  row["wire_signs"] = ListOf(profile.wire_signs);
  row["quirks"] = ListOf(profile.quirks);
  row["source"] = ListOf(profile.sources);
  return row;
}

std::string KeysOf(const ExceptionWhen& when) {
  std::string text;
  for (const attempt::KeyType key : when.keys) {
    text += (text.empty() ? "" : " or ") + std::string(ToString(key));
  }
  return text;
}

json WhenAsJson(const ExceptionWhen& when) {
  json row = json::object();
  if (when.version) row["tls"] = *when.version == tls::Version::kTls13 ? "13" : "12";
  if (!when.versions_below.empty()) row["versions_below"] = std::string(when.versions_below);
  if (when.ca_list_empty) row["ca_list"] = *when.ca_list_empty ? "empty" : "non_empty";
  if (!when.keys.empty()) row["key"] = KeysOf(when);
  if (!when.no_scheme_of_prefix.empty()) {
    row["no_scheme_of_prefix"] = std::string(when.no_scheme_of_prefix);
  }
  if (when.leaf_without_digital_signature) row["leaf_without"] = "digitalSignature";
  if (when.several_identities) row["identities"] = "several";
  if (when.types == TypesCondition::kNoKnownType) row["certificate_types"] = "no_known_type";
  if (when.curve_scheme_offered) row["curve_scheme_offered"] = *when.curve_scheme_offered;
  if (when.other_ecdsa_scheme_offered) {
    row["other_ecdsa_scheme_offered"] = *when.other_ecdsa_scheme_offered;
  }
  if (when.no_supported_scheme) row["supported_schemes_in_common"] = "none";
  return row;
}

std::string OutcomeWord(const RuleException& exception) {
  switch (exception.outcome) {
    case ExceptionOutcome::kEmptyCertificate: return "empty_certificate";
    case ExceptionOutcome::kAbort:
      return exception.alert12 == tls::AlertDescription::kHandshakeFailure
                 ? "abort_handshake_failure"
                 : "abort";
    case ExceptionOutcome::kPasses: return "sent";
    case ExceptionOutcome::kCertificateThenAbort: return "certificate_then_abort_internal_error";
    case ExceptionOutcome::kLoadError: break;
  }
  return "load_error";
}

json ExceptionsAsJson(const ClientProfile& profile) {
  json list = json::array();
  for (const RuleException& exception : profile.exceptions) {
    if (exception.added) continue;
    list.push_back({{"when", WhenAsJson(exception.when)}, {"outcome", OutcomeWord(exception)}});
  }
  return list;
}

TEST(ClientProfile, TableHoldsThePublishedProfilesInOrder) {
  const json& rows = RecordedClients().at("profiles");
  ASSERT_EQ(ClientProfiles().size(), 41u);
  ASSERT_EQ(rows.size(), 41u);
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(ClientProfiles()[i].id, rows[i].at("id").get<std::string>());
  }
}

TEST(ClientProfile, EveryFieldIsThatOfTheRecordings) {
  for (const json& row : RecordedClients().at("profiles")) {
    const auto id = row.at("id").get<std::string>();
    SCOPED_TRACE(id);
    const ClientProfile* profile = FindClientProfile(id);
    ASSERT_NE(profile, nullptr);
    const json table = AsJson(*profile);
    for (const auto& [key, value] : row.items()) {
      if (key == "exceptions") continue;
      ASSERT_TRUE(table.contains(key)) << key << " is not in the table";
      if (table[key].is_string()) {
        EXPECT_EQ(table[key].get<std::string>(), TextOf(value)) << key;
      } else {
        EXPECT_EQ(table[key], value) << key;
      }
    }
    EXPECT_EQ(ExceptionsAsJson(*profile), row.at("exceptions"));
  }
}

TEST(ClientProfile, IdsAreUniqueAndFound) {
  std::set<std::string_view> ids;
  for (const ClientProfile& profile : ClientProfiles()) {
    EXPECT_TRUE(ids.insert(profile.id).second) << profile.id;
    EXPECT_EQ(FindClientProfile(profile.id), &profile);
  }
  EXPECT_EQ(FindClientProfile("golang"), nullptr);
  EXPECT_EQ(FindClientProfile(""), nullptr);
}

TEST(ClientProfile, ClosedOrUnpublishedRulesHaveLowConfidence) {
  EXPECT_FALSE(Info(*FindClientProfile("go")).low_confidence);
  EXPECT_FALSE(Info(*FindClientProfile("conscrypt")).low_confidence);
  EXPECT_TRUE(Info(*FindClientProfile("safari")).low_confidence);
  EXPECT_TRUE(Info(*FindClientProfile("chromium-windows")).low_confidence);
  EXPECT_EQ(Info(*FindClientProfile("chromium-windows")).evidence, ProfileEvidence::kSource);
}

TEST(ClientProfile, EveryExceptionSaysWhy) {
  for (const ClientProfile& profile : ClientProfiles()) {
    for (const RuleException& exception : profile.exceptions) {
      EXPECT_GE(exception.because.size(), 20u) << profile.id;
      EXPECT_FALSE(exception.because.ends_with('.')) << exception.because;
      const bool passes = exception.outcome == ExceptionOutcome::kPasses;
      EXPECT_EQ(exception.cause.empty(), passes) << exception.because;
    }
  }
}

TEST(ClientProfile, WordsAreThoseOfTheReports) {
  EXPECT_STREQ(ToString(ClientAction::kSends), "yes");
  EXPECT_STREQ(ToString(ClientAction::kSendsNone), "no");
  EXPECT_STREQ(ToString(ClientAction::kAsksUser), "asks-user");
  EXPECT_STREQ(ToString(ClientAction::kAborts), "aborts");
  EXPECT_STREQ(ToString(ClientAction::kUnknown), "unknown");
  EXPECT_STREQ(ToString(ProfileEvidence::kMeasured), "measured");
  EXPECT_STREQ(ToString(ProfileEvidence::kSource), "source");
  EXPECT_STREQ(ToString(ProfileEvidence::kDocumentation), "documentation");
}

}  // namespace
}  // namespace shakedown::diagnosis
