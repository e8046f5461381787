#include "report/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace shakedown::report {
namespace {

TEST(JsonWriterTest, KeepsOrderAndPutsCommas) {
  JsonWriter json;
  json.BeginObject().Field("b", "x").Key("a").BeginArray().Integer(-1).Bool(true).EndArray();
  json.Key("c").BeginObject().EndObject().Key("d").Raw("[1]").EndObject();
  EXPECT_EQ(json.Take(), R"({"b":"x","a":[-1,true],"c":{},"d":[1]})");
}

TEST(JsonWriterTest, AbsentMeansUnknown) {
  JsonWriter json;
  json.BeginObject().KnownField("a", "").KnownField("b", "x").EndObject();
  EXPECT_EQ(json.Take(), R"({"b":"x"})");
}

TEST(JsonWriterTest, EscapesLoseNothing) {
  const std::string text = "\"\\\n\t[[x]] ##[error] / ä \xf0\x9f\x98\x80";
  JsonWriter json;
  json.BeginArray().Text(text).EndArray();
  const std::string written = json.Take();
  EXPECT_EQ(written.find("[["), std::string::npos);
  EXPECT_EQ(written.find("##"), std::string::npos);
}

TEST(JsonWriterTest, PlainAsciiIsKeptToTheLetter) {
  const std::string text = "\"\\\n\t[[x]] ##[error] ::set";
  JsonWriter json;
  json.BeginArray().Text(text).EndArray();
  EXPECT_EQ(nlohmann::json::parse(json.Take())[0].get<std::string>(), text);
}

TEST(JsonWriterTest, BadOctetsBecomeVisible) {
  JsonWriter json;
  json.BeginArray().Text(std::string_view("a\xff\0b", 4)).EndArray();
  EXPECT_EQ(json.Take(), R"(["a\\xff\\u{0}b"])");
}

TEST(JsonWriterTest, NumbersAreExact) {
  JsonWriter json;
  json.BeginArray().Unsigned(std::numeric_limits<uint64_t>::max());
  json.MillisecondsOf(410).MillisecondsOf(5).MillisecondsOf(12000).MillisecondsOf(-3).EndArray();
  EXPECT_EQ(json.Take(), "[18446744073709551615,0.41,0.005,12,0]");
}

}  // namespace
}  // namespace shakedown::report
