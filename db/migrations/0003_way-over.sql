CREATE TYPE "public"."entry_kind" AS ENUM('contact', 'group');--> statement-breakpoint
CREATE SEQUENCE "public"."import_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1600000000 CACHE 1;--> statement-breakpoint
ALTER SEQUENCE "public"."contact_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1100000000 CACHE 1;--> statement-breakpoint
ALTER SEQUENCE "public"."group_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1100000000 CACHE 1;--> statement-breakpoint
CREATE TABLE "usage" (
	"account_id" bigint NOT NULL,
	"day" date NOT NULL,
	"dialect" text NOT NULL,
	"operation" text NOT NULL,
	"client" varchar(255) NOT NULL,
	"calls" bigint NOT NULL,
	"refusals" bigint NOT NULL,
	"undeclared" bigint NOT NULL,
	"last_used_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_account_id_day_dialect_operation_client_pk" PRIMARY KEY("account_id","day","dialect","operation","client")
);
--> statement-breakpoint
CREATE TABLE "deleted_entry" (
	"account_id" bigint NOT NULL,
	"kind" "entry_kind" NOT NULL,
	"id" bigint NOT NULL,
	"text_id" text NOT NULL,
	CONSTRAINT "deleted_entry_account_id_kind_id_pk" PRIMARY KEY("account_id","kind","id")
);
--> statement-breakpoint
CREATE TABLE "origin" (
	"account_id" bigint NOT NULL,
	"source" text NOT NULL,
	"kind" "entry_kind" NOT NULL,
	"key" text NOT NULL,
	"target_id" bigint NOT NULL,
	"fingerprint" uuid NOT NULL,
	"group_ids" bigint[] DEFAULT '{}' NOT NULL,
	"matched" boolean DEFAULT false NOT NULL,
	"brought_id" boolean DEFAULT false NOT NULL,
	"brought_text_id" boolean DEFAULT false NOT NULL,
	CONSTRAINT "origin_account_id_source_kind_key_pk" PRIMARY KEY("account_id","source","kind","key")
);
--> statement-breakpoint
ALTER TABLE "account" ADD COLUMN "dialects" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "usage" ADD CONSTRAINT "usage_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deleted_entry" ADD CONSTRAINT "deleted_entry_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "origin" ADD CONSTRAINT "origin_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deleted_entry_text_id" ON "deleted_entry" USING btree ("account_id","kind","text_id");--> statement-breakpoint
CREATE INDEX "origin_target" ON "origin" USING btree ("account_id","kind","target_id");