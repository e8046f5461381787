#include "tls/code_point_tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace shakedown::tls {
namespace {

using Row = std::map<std::string, std::string>;

/// The fields of one line; a field that holds a comma is quoted.
std::vector<std::string> Fields(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

std::vector<Row> ReadCsv(const std::string& file) {
  std::ifstream in(std::string(SHAKEDOWN_SOURCE_DIR) + "/fixtures/iana/" + file);
  std::string line;
  std::getline(in, line);
  const auto columns = Fields(line);
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    const auto fields = Fields(line);
    Row row;
    for (size_t i = 0; i < columns.size(); ++i) row[columns[i]] = fields.at(i);
    rows.push_back(std::move(row));
  }
  return rows;
}

/// "23", "0x0804" or a range of them.
std::pair<unsigned, unsigned> Range(const std::string& text) {
  const size_t dash = text.find('-');
  const auto number = [](const std::string& part) {
    return static_cast<unsigned>(std::stoul(part, nullptr, 0));
  };
  const unsigned first = number(text.substr(0, dash));
  return {first, dash == std::string::npos ? first : number(text.substr(dash + 1))};
}

void ExpectSameRows(std::span<const CodePointRow> compiled, const std::vector<Row>& registry) {
  ASSERT_FALSE(registry.empty());
  ASSERT_EQ(compiled.size(), registry.size());
  for (size_t i = 0; i < registry.size(); ++i) {
    const auto [first, last] = Range(registry[i].at("value"));
    EXPECT_EQ(compiled[i].first, first);
    EXPECT_EQ(compiled[i].last, last);
    EXPECT_EQ(compiled[i].name, registry[i].at("name"));
    if (i > 0) {
      EXPECT_GT(compiled[i].first, compiled[i - 1].last) << "not ascending";
    }
  }
}

std::vector<Row> OfKind(std::vector<Row> rows, const std::string& kind) {
  std::erase_if(rows, [&](const Row& row) { return row.at("kind") != kind; });
  return rows;
}

uint8_t Places(const std::string& tls13) {
  static const std::map<std::string, ExtensionPlace> kPlaces = {
      {"CH", ExtensionPlace::kClientHello},        {"SH", ExtensionPlace::kServerHello},
      {"HRR", ExtensionPlace::kHelloRetryRequest}, {"EE", ExtensionPlace::kEncryptedExtensions},
      {"CR", ExtensionPlace::kCertificateRequest}, {"CT", ExtensionPlace::kCertificate},
      {"NST", ExtensionPlace::kNewSessionTicket}};
  if (tls13.empty()) return kAnyPlace;
  if (tls13 == "-") return 0;
  unsigned places = 0;
  for (std::string place : Fields(tls13)) {
    if (place.starts_with(' ')) place.erase(0, 1);
    places |= static_cast<unsigned>(kPlaces.at(place));
  }
  return static_cast<uint8_t>(places);
}

TEST(CodePointTables, AlertsAreTheRegistry) {
  ExpectSameRows(AlertRows(), ReadCsv("tls_alerts.csv"));
}

TEST(CodePointTables, ClientCertificateTypesAreTheRegistry) {
  ExpectSameRows(ClientCertificateTypeRows(), ReadCsv("tls_client_certificate_types.csv"));
}

TEST(CodePointTables, NamedGroupsAreTheRegistry) {
  ExpectSameRows(NamedGroupRows(), ReadCsv("tls_named_groups.csv"));
}

TEST(CodePointTables, SignatureSchemesAreTheRegistry) {
  ExpectSameRows(SignatureSchemeRows(), ReadCsv("tls_signature_schemes.csv"));
}

TEST(CodePointTables, HashAndSignatureAlgorithmsAreTheRegistries) {
  const auto rows = ReadCsv("tls_hash_sig_legacy.csv");
  ExpectSameRows(HashAlgorithmRows(), OfKind(rows, "hash"));
  ExpectSameRows(SignatureAlgorithmRows(), OfKind(rows, "signature"));
}

TEST(CodePointTables, SignaturePairsAreThoseOfTheRegistry) {
  const auto rows = OfKind(ReadCsv("tls_hash_sig_legacy.csv"), "pair");
  ASSERT_EQ(SignaturePairRows().size(), rows.size());
  const auto name = [](std::span<const CodePointRow> table, unsigned value) {
    return std::string(std::ranges::find(table, value, &CodePointRow::first)->name);
  };
  for (size_t i = 0; i < rows.size(); ++i) {
    const unsigned pair = SignaturePairRows()[i];
    EXPECT_EQ(pair, Range(rows[i].at("value")).first);
    EXPECT_EQ(
        name(HashAlgorithmRows(), pair >> 8) + '+' + name(SignatureAlgorithmRows(), pair & 0xff),
        rows[i].at("name"));
  }
}

TEST(CodePointTables, ExtensionTypesAndTheirPlacesAreTheRegistry) {
  const auto rows = ReadCsv("tls_extension_types.csv");
  ASSERT_FALSE(rows.empty());
  ASSERT_EQ(ExtensionTypeRows().size(), rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    const ExtensionRow& row = ExtensionTypeRows()[i];
    EXPECT_EQ(row.value, Range(rows[i].at("value")).first);
    EXPECT_EQ(row.name, rows[i].at("name"));
    EXPECT_EQ(row.places, Places(rows[i].at("tls13"))) << row.name;
    if (i > 0) {
      EXPECT_GT(row.value, ExtensionTypeRows()[i - 1].value) << "not ascending";
    }
  }
}

}  // namespace
}  // namespace shakedown::tls
